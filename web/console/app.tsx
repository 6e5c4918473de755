// The root of the console. It chooses the page by the address and by who is signed in.

import { lazy, Suspense, useLayoutEffect, useMemo, useReducer, useRef } from 'react';
import { type CombinedError, Provider, useQuery } from 'urql';

import { createClient } from './api/client';
import { useCheckOnReturn } from './api/current_user';
import { MeDocument, type MeQuery } from './api/operations';
import { ignoredCookieMessage, requestErrorMessage } from './api/submit';
import { ConfirmEmail } from './member/confirm_email';
import { loadMember } from './member/load_member';
import { Reset } from './member/reset';
import { UndoEmailChange } from './member/undo_email_change';
import { Unsubscribe } from './member/unsubscribe';
import { Verify } from './member/verify';
import { Welcome } from './member/welcome';
import { clearDrafts, DraftOwner } from './parts/draft';
import { LoadServerRules } from './parts/load_server_rules';
import { Reauthenticate } from './parts/reauthenticate';
import { emailLink, navigate, useRoute } from './parts/route';
import { ServerRules } from './parts/server_rules';
import { serverNow } from './parts/server_time';
import { isPast } from './parts/time';

/** Loaded on demand: visitors need neither, and members do not need the admin console. */
const Member = lazy(loadMember);
const AdminApp = lazy(() => import('./admin/admin_app'));

/** The time from one change of the signed-in user to the next. */
interface UserSession {
  number: number;
  /** The result of Me at its start; undefined before the first one. */
  me: MeQuery | undefined;
  /** Why the session before it ended, when the user did not sign out. */
  endedMessage: string | undefined;
}

type NextSession = Omit<UserSession, 'number'>;

const FIRST: UserSession = { number: 0, me: undefined, endedMessage: undefined };
const ENDED = 'Your session has ended. Please sign in again.';
const DELETED = 'Your account has been permanently deleted.';

/** Creates a new client whenever the signed-in user changes, so that nobody sees another user's cached data. */
export function App() {
  const [{ number, me, endedMessage }, next] = useReducer(nextSession, FIRST);
  const client = useMemo(() => createClient(me), [me]);
  return (
    <Provider key={number} value={client}>
      <Page onUserChange={next} endedMessage={endedMessage} />
    </Provider>
  );
}

function nextSession({ number }: UserSession, next: NextSession): UserSession {
  return { number: number + 1, ...next };
}

interface PageProps extends Pick<UserSession, 'endedMessage'> {
  onUserChange: (next: NextSession) => void;
}

function Page({ onUserChange, endedMessage }: PageProps) {
  const link = emailLink();
  if (link?.kind === 'verify') {
    return (
      <LoadServerRules>
        <Verify token={link.token} />
      </LoadServerRules>
    );
  }
  if (link?.kind === 'reset' || link?.kind === 'invitation') {
    return (
      <LoadServerRules>
        <Reset token={link.token} isInvitation={link.kind === 'invitation'} />
      </LoadServerRules>
    );
  }
  if (link?.kind === 'confirm') return <ConfirmEmail token={link.token} />;
  if (link?.kind === 'undo') return <UndoEmailChange token={link.token} />;
  if (link?.kind === 'unsubscribe') return <Unsubscribe token={link.token} />;
  return <Site onUserChange={onUserChange} endedMessage={endedMessage} />;
}

/** The member site or the admin console. */
function Site({ onUserChange, endedMessage }: PageProps) {
  const { isAdmin } = useRoute();
  const [{ data, error, fetching, extensions }, refresh] = useQuery({
    query: MeDocument,
    requestPolicy: 'cache-first',
  });
  const reload = () => refresh({ requestPolicy: 'network-only' });
  // A partial result may have a null `me` even though a user is signed in.
  const me = error ? undefined : data;
  const hasSignedOut = useRef(false);
  const isOtherUser = useIsOtherUser(me, (me, last) => {
    const endedMessage = me.me || hasSignedOut.current ? undefined : endedMessageFor(last);
    // Whoever signs in next starts at home. A session that ended in another way continues on its page.
    if (!me.me && hasSignedOut.current) navigate('');
    onUserChange({ me, endedMessage });
  });
  const signInNotice = ignoredCookieMessage(extensions) ?? endedMessage;
  const onSignedOut = () => {
    hasSignedOut.current = true;
    clearDrafts();
    reload();
  };
  useCheckOnReturn();
  if (!me || isOtherUser) return <Waiting error={fetching ? undefined : error} retry={reload} />;
  return (
    <ServerRules value={me.rules}>
      <DraftOwner value={me.me?.id ?? ''}>
        <Suspense fallback={<Waiting error={undefined} retry={reload} />}>
          {isAdmin ? (
            <AdminApp
              admin={me.currentAdmin}
              memberEmail={me.me?.email}
              endedMessage={signInNotice}
              reload={reload}
              onSignedOut={onSignedOut}
            />
          ) : me.me ? (
            <Member account={me.me} reload={reload} onSignedOut={onSignedOut} />
          ) : (
            <Welcome endedMessage={signInNotice} reload={reload} />
          )}
          {me.me && <Reauthenticate />}
        </Suspense>
      </DraftOwner>
    </ServerRules>
  );
}

/**
 * Whether `me` is for another user than the first result was, or for none. Then calls `onChange` with it and with the
 * last result for the first user.
 */
function useIsOtherUser(
  me: MeQuery | undefined,
  onChange: (me: MeQuery, last: MeQuery) => void,
): boolean {
  const last = useRef(me);
  last.current ??= me;
  const isOther = me !== undefined && me.me?.id !== last.current?.me?.id;
  if (me && !isOther) last.current = me;
  // A layout effect runs before the browser paints, so that "Loading…" never flashes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: onChange is another function each time.
  useLayoutEffect(() => {
    if (me && last.current && isOther) onChange(me, last.current);
  }, [me, isOther]);
  return isOther;
}

/** The message about why a session ended, from the last known state of its account. */
function endedMessageFor({ me }: MeQuery): string {
  return me?.isDeleted && isPast(me.permanentDeletionDate, serverNow()) ? DELETED : ENDED;
}

function Waiting({ error, retry }: { error: CombinedError | undefined; retry: () => void }) {
  if (!error) return <p className="waiting">Loading…</p>;
  return (
    <main className="waiting">
      <p>{requestErrorMessage(error)}</p>
      <button onClick={retry}>Try again</button>
    </main>
  );
}
