// The console of an administrator: the pages and the way between them.

import { useMutation } from 'urql';

import { LogoutDocument, type MeQuery } from '../api/operations';
import { useRoute } from '../parts/route';
import { Shell } from '../parts/shell';
import { Overview } from './overview';
import { Signals } from './signals';

/** The administrator who is signed in. */
export type Admin = NonNullable<MeQuery['currentAdmin']>;

const PAGES = [
  ['', 'Overview'],
  ['signals', 'Signals'],
] as const;

export function Console({ admin, reload }: { admin: Admin; reload: () => void }) {
  const { page } = useRoute();
  const [, logout] = useMutation(LogoutDocument);
  const leave = async () => {
    await logout({});
    reload();
  };
  const known = PAGES.some(([name]) => name === page) ? page : PAGES[0][0];
  return (
    <Shell
      who={`${admin.username} · ${admin.role?.name ?? ''}`}
      leave={leave}
      pages={PAGES}
      page={known}
    >
      {known === '' && <Overview />}
      {known === 'signals' && <Signals />}
    </Shell>
  );
}
