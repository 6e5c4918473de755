// The admin console: its pages and navigation.

import type { ReactNode } from 'react';

import type { MeQuery, Permission } from '../api/operations';
import { useRoute } from '../parts/route';
import { Card, Shell } from '../parts/shell';
import { Activity } from './activity';
import { Concerns } from './concerns';
import { Deletions } from './deletions';
import { EditPerson } from './edit_person';
import { Emails } from './emails';
import { FindMentor } from './find_mentor';
import { Hooks } from './hooks';
import { Matches } from './matches';
import { Overview } from './overview';
import { People } from './people';
import { Permissions } from './permission';
import { PersonPage } from './person';
import { Reports } from './reports';
import { RequirePermission } from './require_permission';
import { Signals } from './signals';

/** The signed-in administrator. */
export type Admin = NonNullable<MeQuery['currentAdmin']>;

interface Page {
  name: string;
  title: string;
  permission: Permission;
  render: (rest: string[]) => ReactNode;
}

const PAGES: readonly Page[] = [
  { name: '', title: 'Overview', permission: 'USERS_READ', render: () => <Overview /> },
  { name: 'people', title: 'People', permission: 'USERS_READ', render: people },
  { name: 'matches', title: 'Matches', permission: 'USERS_READ', render: matches },
  { name: 'reports', title: 'Reports', permission: 'USERS_READ', render: () => <Reports /> },
  { name: 'concerns', title: 'Concerns', permission: 'CONCERNS_READ', render: () => <Concerns /> },
  { name: 'deletions', title: 'Deletions', permission: 'USERS_READ', render: () => <Deletions /> },
  { name: 'emails', title: 'Emails', permission: 'USERS_READ', render: () => <Emails /> },
  { name: 'activity', title: 'Activity', permission: 'SIGNALS_READ', render: () => <Activity /> },
  { name: 'signals', title: 'Signals', permission: 'SIGNALS_READ', render: () => <Signals /> },
  { name: 'hooks', title: 'Hooks', permission: 'HOOKS_READ', render: () => <Hooks /> },
];

function people([id, action]: string[]): ReactNode {
  if (!id) return <People />;
  if (action !== 'edit') return <PersonPage key={id} id={id} />;
  return (
    <RequirePermission permission="USERS_WRITE">
      <EditPerson key={id} id={id} />
    </RequirePermission>
  );
}

function matches([menteeId]: string[]): ReactNode {
  if (!menteeId) return <Matches />;
  return (
    <RequirePermission permission="ROSTER_WRITE">
      <FindMentor key={menteeId} menteeId={menteeId} />
    </RequirePermission>
  );
}

export function Console({ admin, onSignedOut }: { admin: Admin; onSignedOut: () => void }) {
  const { page, rest } = useRoute();
  const permissions = admin.role?.permissions ?? [];
  const allowed = PAGES.filter(({ permission }) => permissions.includes(permission));
  const current = PAGES.find(({ name }) => name && name === page) ?? allowed[0];
  return (
    <Permissions value={permissions}>
      <Shell
        userName={`${admin.username} · ${admin.role?.name ?? ''}`}
        onSignedOut={onSignedOut}
        pages={allowed.map(({ name, title }) => [name, title])}
        page={current?.name ?? ''}
      >
        {current ? (
          <RequirePermission permission={current.permission}>{current.render(rest)}</RequirePermission>
        ) : (
          <NoAccess />
        )}
      </Shell>
    </Permissions>
  );
}

function NoAccess() {
  return (
    <Card title="You don't have access to the console">
      <p>
        Your role doesn't have any of the permissions that its pages require. If you need one, ask
        another administrator.
      </p>
    </Card>
  );
}
