// Detects when the signed-in user changes: a session can end on another device, and another tab can sign in as
// another user. Responses show it.

import {
  type Client,
  type CombinedError,
  createRequest,
  type Exchange,
  mapExchange,
  type OperationResult,
  ssrExchange,
  useClient,
} from 'urql';

import { useOnReturn } from '../parts/on_return';
import { CurrentUserIdDocument, MeDocument, type MeQuery } from './operations';

const ME = createRequest(MeDocument, {});
const FROM_NETWORK = { requestPolicy: 'network-only' } as const;

/** Fetches Me again, which updates the page. */
export function refreshCurrentUser(client: Client): void {
  void client.executeQuery(ME, FROM_NETWORK).toPromise();
}

/** Checks that the same user is still signed in. */
export function checkCurrentUser(client: Client): void {
  // Not Me, which the page renders: if this check fails, the page keeps its data and unsaved input.
  void client.query(CurrentUserIdDocument, {}, FROM_NETWORK).toPromise();
}

/** Checks who is signed in whenever the page becomes visible or gets the focus. */
export function useCheckOnReturn(): void {
  const client = useClient();
  useOnReturn(() => checkCurrentUser(client));
}

/** Fetches Me again when a response is for another user than Me, or says that there is no session. */
export const detectUserChange: Exchange = (input) => {
  let current: string | null | undefined;
  const onResult = ({ operation, data, error }: OperationResult) => {
    const userId = error ? undefined : userIdOf(data);
    if (operation.key !== ME.key) {
      const isOther = userId !== undefined && userId !== current;
      if (isOther || hasNoSession(error)) refreshCurrentUser(input.client);
    } else if (userId !== undefined) current = userId;
  };
  return mapExchange({ onResult })(input);
};

/** Resolves the first Me from a known result, without a request. */
export function seedCurrentUser(known: MeQuery | undefined): Exchange {
  const initialState = known ? { [ME.key]: { data: JSON.stringify(known) } } : {};
  return ssrExchange({ isClient: true, initialState });
}

/** The id of the signed-in user; null when nobody is signed in, undefined when the query did not select `me`. */
function userIdOf(data: { me?: { id: string } | null } | undefined): string | null | undefined {
  return data?.me === null ? null : data?.me?.id;
}

function hasNoSession(error: CombinedError | undefined): boolean {
  const codes = error?.graphQLErrors.map(({ extensions }) => extensions.code) ?? [];
  return codes.includes('UNAUTHENTICATED');
}
