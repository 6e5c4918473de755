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
import { ServerRules } from './parts/installation';
import { letterLink, useRoute } from './parts/route';

/** Members need not load what administrators look at. */
const AdminSide = lazy(() => import('./admin/side'));

interface Turn {
  number: number;
  /** What was known of who is signed in when it began. */
  known?: MeQuery;
}

/** Everybody who signs in gets a client of their own, so that nobody sees what another was answered. */
export function App() {
  const [{ number, known }, next] = useReducer(turn, { number: 0 });
  const client = useMemo(() => createClient(known), [known]);
  return (
    <Provider key={number} value={client}>
      <Page changed={next} />
    </Provider>
  );
}

function turn({ number }: Turn, known: MeQuery): Turn {
  return { number: number + 1, known };
}

function Page({ changed }: { changed: (known: MeQuery) => void }) {
  const link = letterLink();
  if (link?.kind === 'verify') return <Verify token={link.token} />;
  if (link?.kind === 'reset') return <Reset token={link.token} />;
  return <Side changed={changed} />;
}

function Side({ changed }: { changed: (known: MeQuery) => void }) {
  const { isAdmin } = useRoute();
  const [{ data, error, fetching }, refresh] = useQuery({
    query: MeDocument,
    requestPolicy: 'cache-first',
  });
  const reload = () => refresh({ requestPolicy: 'network-only' });
  // An answer with an error may name nobody though somebody is signed in.
  const known = error ? undefined : data;
  const isAnother = useIsAnother(known, changed);
  useReturn();
  if (!known || isAnother) return <Waiting error={fetching ? undefined : error} retry={reload} />;
  return (
    <ServerRules value={known.rules}>
      <Suspense fallback={<Waiting error={undefined} retry={reload} />}>
        {isAdmin ? (
          <AdminSide admin={known.currentAdmin} reload={reload} />
        ) : known.me ? (
          <Member account={known.me} reload={reload} />
        ) : (
          <Welcome reload={reload} />
        )}
      </Suspense>
    </ServerRules>
  );
}

/** Whether somebody else is signed in than at first, or nobody any more; `changed` is told. */
function useIsAnother(known: MeQuery | undefined, changed: (known: MeQuery) => void): boolean {
  const who = known && (known.me?.id ?? null);
  const first = useRef(who);
  if (first.current === undefined) first.current = who;
  const isAnother = who !== undefined && who !== first.current;
  // Before anything is painted, so that nobody sees the page wait for what is known.
  useLayoutEffect(() => {
    if (known && isAnother) changed(known);
  }, [known, isAnother, changed]);
  return isAnother;
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
