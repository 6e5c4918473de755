// The console: who is signed in decides what there is to see.

import { useQuery } from 'urql';

import { MeDocument } from './api/operations';
import { Console as AdminConsole } from './admin/console';
import { AdminSignIn } from './admin/sign_in';
import { Member } from './member/member';
import { Reset } from './member/reset';
import { Verify } from './member/verify';
import { Welcome } from './member/welcome';
import { letterLink, useRoute } from './parts/route';

export function App() {
  const { isAdmin } = useRoute();
  const [{ data, error, fetching }, refresh] = useQuery({ query: MeDocument });
  const reload = () => refresh({ requestPolicy: 'network-only' });
  const link = letterLink();
  if (link?.kind === 'verify') return <Verify token={link.token} />;
  if (link?.kind === 'reset') return <Reset token={link.token} />;
  if (!data) return <Waiting failed={!fetching && Boolean(error)} retry={reload} />;
  if (isAdmin) {
    return data.currentAdmin ? (
      <AdminConsole admin={data.currentAdmin} reload={reload} />
    ) : (
      <AdminSignIn reload={reload} />
    );
  }
  if (data.me) return <Member account={data.me} reload={reload} />;
  return <Welcome reload={reload} />;
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
