// The console of an administrator: the pages and the way between them.

import type { ReactNode } from 'react';

import type { MeQuery, Permission } from '../api/operations';
import { useRoute } from '../parts/route';
import { Card, Shell } from '../parts/shell';
import { Deletions } from './deletions';
import { Matches } from './matches';
import { MentorFor } from './mentor_for';
import { Needs } from './needs';
import { Overview } from './overview';
import { EditPerson } from './edit_person';
import { People } from './people';
import { PersonPage } from './person';
import { Permissions } from './permission';
import { Signals } from './signals';

/** The administrator who is signed in. */
export type Admin = NonNullable<MeQuery['currentAdmin']>;

interface Page {
  name: string;
  title: string;
  needs: Permission;
  show: (rest: string[]) => ReactNode;
}

const PAGES: readonly Page[] = [
  { name: '', title: 'Overview', needs: 'USERS_READ', show: () => <Overview /> },
  { name: 'people', title: 'People', needs: 'USERS_READ', show: people },
  { name: 'matches', title: 'Matches', needs: 'USERS_READ', show: matches },
  { name: 'deletions', title: 'Deletions', needs: 'USERS_READ', show: () => <Deletions /> },
  { name: 'signals', title: 'Signals', needs: 'SIGNALS_READ', show: () => <Signals /> },
];

function people([id, verb]: string[]): ReactNode {
  if (!id) return <People />;
  if (verb !== 'edit') return <PersonPage key={id} id={id} />;
  return (
    <Needs permission="USERS_WRITE">
      <EditPerson key={id} id={id} />
    </Needs>
  );
}

function matches([menteeId]: string[]): ReactNode {
  if (!menteeId) return <Matches />;
  return (
    <Needs permission="ROSTER_WRITE">
      <MentorFor key={menteeId} menteeId={menteeId} />
    </Needs>
  );
}

export function Console({ admin, left }: { admin: Admin; left: () => void }) {
  const { page, rest } = useRoute();
  const permissions = admin.role?.permissions ?? [];
  const allowed = PAGES.filter(({ needs }) => permissions.includes(needs));
  const current = PAGES.find(({ name }) => name && name === page) ?? allowed[0];
  return (
    <Permissions value={permissions}>
      <Shell
        who={`${admin.username} · ${admin.role?.name ?? ''}`}
        left={left}
        pages={allowed.map(({ name, title }) => [name, title])}
        page={current?.name ?? ''}
      >
        {current ? <Needs permission={current.needs}>{current.show(rest)}</Needs> : <Nothing />}
      </Shell>
    </Permissions>
  );
}

function Nothing() {
  return (
    <Card title="Nothing to see here yet">
      <p>Your role has no permission that this console needs. Ask who gave it to you.</p>
    </Card>
  );
}
