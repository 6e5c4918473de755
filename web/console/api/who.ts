// Who is signed in. A session may end elsewhere, and another tab may sign in as somebody else: answers tell.

import { useEffect } from 'react';
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

import { MeDocument, type MeQuery, WhoDocument } from './operations';

const ME = createRequest(MeDocument, {});
const NOW = { requestPolicy: 'network-only' } as const;

/** Asks again who is signed in and what they may do; the page follows. */
export function askWho(client: Client): void {
  void client.executeQuery(ME, NOW).toPromise();
}

/** Asks whether the same one is still signed in. */
export function checkWho(client: Client): void {
  // Not what the page shows: if this fails, nothing is known anew, and what one was writing stays.
  void client.query(WhoDocument, {}, NOW).toPromise();
}

/** Checks who is signed in when somebody comes back to the page. */
export function useReturn(): void {
  const client = useClient();
  useEffect(() => {
    const ask = () => {
      if (!document.hidden) checkWho(client);
    };
    document.addEventListener('visibilitychange', ask);
    window.addEventListener('focus', ask);
    return () => {
      document.removeEventListener('visibilitychange', ask);
      window.removeEventListener('focus', ask);
    };
  }, [client]);
}

/** Asks again when an answer was for somebody else than Me told of. */
export const noticeWho: Exchange = (input) => {
  let who: string | null | undefined;
  const onResult = ({ operation, data, error }: OperationResult) => {
    const named = error ? undefined : whom(data);
    if (operation.key !== ME.key) {
      const isOther = named !== undefined && named !== who;
      if (isOther || hasNoSession(error)) askWho(input.client);
    } else if (named !== undefined) who = named;
  };
  return mapExchange({ onResult })(input);
};

/** Answers Me with what is known, once. */
export function remember(known: MeQuery | undefined): Exchange {
  const initialState = known ? { [ME.key]: { data: JSON.stringify(known) } } : {};
  return ssrExchange({ isClient: true, initialState });
}

/** The id of the account that was answered for; null is nobody. Not every query asks. */
function whom(data: { me?: { id: string } | null } | undefined): string | null | undefined {
  return data?.me === null ? null : data?.me?.id;
}

function hasNoSession(error: CombinedError | undefined): boolean {
  const codes = error?.graphQLErrors.map(({ extensions }) => extensions['code']) ?? [];
  return codes.includes('UNAUTHENTICATED');
}
