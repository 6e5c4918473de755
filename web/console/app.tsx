// The console: who is signed in decides what there is to see.

import { lazy, Suspense, useEffect, useMemo, useReducer, useRef } from 'react';
import { Provider, useQuery } from 'urql';

import { createClient } from './api/client';
import { MeDocument } from './api/operations';
import { Member } from './member/member';
import { Reset } from './member/reset';
import { Verify } from './member/verify';
import { Welcome } from './member/welcome';
import { ServerRules } from './parts/installation';
import { letterLink, useRoute } from './parts/route';

/** Members need not load what administrators look at. */
const AdminSide = lazy(() => import('./admin/side'));

/** Everybody who signs in gets a client of their own, so that nobody sees what another was answered. */
export function App() {
  const [round, next] = useReducer((rounds: number) => rounds + 1, 0);
  const client = useMemo(createClient, [round]);
  return (
    <Provider key={round} value={client}>
      <Side changed={next} />
    </Provider>
  );
}

function Side({ changed }: { changed: () => void }) {
  const { isAdmin } = useRoute();
  const [{ data, error, fetching }, refresh] = useQuery({ query: MeDocument });
  const reload = () => refresh({ requestPolicy: 'network-only' });
  const isAnother = useIsAnother(data && (data.me?.id ?? null), changed);
  const link = letterLink();
  if (link?.kind === 'verify') return <Verify token={link.token} />;
  if (link?.kind === 'reset') return <Reset token={link.token} />;
  if (!data || isAnother) return <Waiting failed={!fetching && Boolean(error)} retry={reload} />;
  return (
    <ServerRules value={data.rules}>
      <Suspense fallback={<Waiting failed={false} retry={reload} />}>
        {isAdmin ? (
          <AdminSide admin={data.currentAdmin} reload={reload} />
        ) : data.me ? (
          <Member account={data.me} reload={reload} />
        ) : (
          <Welcome reload={reload} />
        )}
      </Suspense>
    </ServerRules>
  );
}

/** Whether somebody else is signed in than at first, or nobody any more; `changed` is told. */
function useIsAnother(who: string | null | undefined, changed: () => void): boolean {
  const first = useRef(who);
  if (first.current === undefined) first.current = who;
  const isAnother = who !== undefined && who !== first.current;
  useEffect(() => {
    if (isAnother) changed();
  }, [isAnother, changed]);
  return isAnother;
}

function Waiting({ failed, retry }: { failed: boolean; retry: () => void }) {
  if (!failed) return <p className="waiting">Loading…</p>;
  return (
    <main className="waiting">
      <p>The server cannot be reached.</p>
      <button onClick={retry}>Try again</button>
    </main>
  );
}
