// The console: who is signed in decides what there is to see.

import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';

import { MeDocument } from './api/operations';
import { Member } from './member/member';
import { Reset } from './member/reset';
import { Verify } from './member/verify';
import { Welcome } from './member/welcome';
import { ServerRules } from './parts/installation';
import { letterLink, useRoute } from './parts/route';

/** Members need not load what administrators look at. */
const AdminSide = lazy(() => import('./admin/side'));

export function App() {
  const { isAdmin } = useRoute();
  const [{ data, error, fetching }, refresh] = useQuery({ query: MeDocument });
  const reload = () => refresh({ requestPolicy: 'network-only' });
  const link = letterLink();
  if (link?.kind === 'verify') return <Verify token={link.token} />;
  if (link?.kind === 'reset') return <Reset token={link.token} />;
  if (!data) return <Waiting failed={!fetching && Boolean(error)} retry={reload} />;
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

function Waiting({ failed, retry }: { failed: boolean; retry: () => void }) {
  if (!failed) return <p className="waiting">Loading…</p>;
  return (
    <main className="waiting">
      <p>The server cannot be reached.</p>
      <button onClick={retry}>Try again</button>
    </main>
  );
}
