// The console: who is signed in decides what there is to see.

import { lazy, Suspense, useLayoutEffect, useMemo, useReducer, useRef } from 'react';
import { type CombinedError, Provider, useQuery } from 'urql';

import { createClient } from './api/client';
import { MeDocument, type MeQuery } from './api/operations';
import { sentence } from './api/submit';
import { useReturn } from './api/who';
import { Member } from './member/member';
import { Reset } from './member/reset';
import { Verify } from './member/verify';
import { Welcome } from './member/welcome';
import { forgetDrafts, Writer } from './parts/draft';
import { ServerRules } from './parts/installation';
import { letterLink, useRoute } from './parts/route';
import { isOver } from './parts/time';

/** Members need not load what administrators look at. */
const AdminSide = lazy(() => import('./admin/side'));

/** How it began that somebody is signed in, or nobody. */
interface Beginning {
  /** What was known of who is signed in. */
  known: MeQuery | undefined;
  /** What to say of a session that ended though nobody chose to sign out. */
  ended: string | undefined;
}

type Turn = Beginning & { number: number };

const FIRST: Turn = { number: 0, known: undefined, ended: undefined };
const ENDED = 'Your session has ended. Sign in again.';
const DELETED = 'The time to keep your account is over, and it is deleted for good.';

/** Everybody who signs in gets a client of their own, so that nobody sees what another was answered. */
export function App() {
  const [{ number, known, ended }, next] = useReducer(turn, FIRST);
  const client = useMemo(() => createClient(known), [known]);
  return (
    <Provider key={number} value={client}>
      <Page changed={next} ended={ended} />
    </Provider>
  );
}

function turn({ number }: Turn, begun: Beginning): Turn {
  return { number: number + 1, ...begun };
}

interface PageProps extends Pick<Beginning, 'ended'> {
  changed: (begun: Beginning) => void;
}

function Page({ changed, ended }: PageProps) {
  const link = letterLink();
  if (link?.kind === 'verify') return <Verify token={link.token} />;
  if (link?.kind === 'reset') return <Reset token={link.token} />;
  return <Side changed={changed} ended={ended} />;
}

function Side({ changed, ended }: PageProps) {
  const { isAdmin } = useRoute();
  const [{ data, error, fetching }, refresh] = useQuery({
    query: MeDocument,
    requestPolicy: 'cache-first',
  });
  const reload = () => refresh({ requestPolicy: 'network-only' });
  // An answer with an error may name nobody though somebody is signed in.
  const known = error ? undefined : data;
  const isChosen = useRef(false);
  const isAnother = useIsAnother(known, (known, last) => {
    changed({ known, ended: known.me || isChosen.current ? undefined : endOf(last) });
  });
  const left = () => {
    isChosen.current = true;
    forgetDrafts();
    reload();
  };
  useReturn();
  if (!known || isAnother) return <Waiting error={fetching ? undefined : error} retry={reload} />;
  return (
    <ServerRules value={known.rules}>
      <Writer value={known.me?.id ?? ''}>
        <Suspense fallback={<Waiting error={undefined} retry={reload} />}>
          {isAdmin ? (
            <AdminSide
              admin={known.currentAdmin}
              member={known.me?.email}
              ended={ended}
              reload={reload}
              left={left}
            />
          ) : known.me ? (
            <Member account={known.me} reload={reload} left={left} />
          ) : (
            <Welcome ended={ended} reload={reload} />
          )}
        </Suspense>
      </Writer>
    </ServerRules>
  );
}

/** Whether somebody else is signed in than before, or nobody any more; `changed` is told, with what was known last. */
function useIsAnother(
  known: MeQuery | undefined,
  changed: (known: MeQuery, last: MeQuery) => void,
): boolean {
  const last = useRef(known);
  last.current ??= known;
  const isAnother = known !== undefined && known.me?.id !== last.current?.me?.id;
  if (known && !isAnother) last.current = known;
  // Before anything is painted, so that nobody sees the page wait for what is known.
  useLayoutEffect(() => {
    if (known && last.current && isAnother) changed(known, last.current);
  }, [known, isAnother]);
  return isAnother;
}

/** Why a session ended, by what was known of its account. */
function endOf({ me }: MeQuery): string {
  return me?.isDeleted && isOver(me.permanentDeletionDate, Date.now()) ? DELETED : ENDED;
}

function Waiting({ error, retry }: { error: CombinedError | undefined; retry: () => void }) {
  if (!error) return <p className="waiting">Loading…</p>;
  return (
    <main className="waiting">
      <p>{sentence(error)}</p>
      <button onClick={retry}>Try again</button>
    </main>
  );
}
