// The admin console: its pages and navigation.

import {
  ChartColumn,
  Flag,
  HeartHandshake,
  History,
  LayoutDashboard,
  Mail,
  Plug,
  Radio,
  Trash2,
  UserPlus,
  Users,
} from 'lucide-react';
import type { ReactNode } from 'react';

import type { MeQuery, Permission } from '../api/operations';
import { Card } from '../parts/card';
import { useRoute } from '../parts/route';
import { type NavPage, Shell } from '../parts/shell';
import { Activity } from './activity';
import { type Action, CommandPalette } from './command_palette';
import { Concerns } from './concerns';
import { Deletions } from './deletions';
import { Emails } from './emails';
import { Hooks } from './hooks';
import { Matching } from './matching';
import { Overview } from './overview';
import { PeoplePages } from './people_pages';
import { Permissions } from './permission';
import { Reports } from './reports';
import { RequirePermission } from './require_permission';
import { Signals } from './signals';

/** The signed-in administrator. */
export type Admin = NonNullable<MeQuery['currentAdmin']>;

interface Page extends NavPage {
  permission: Permission;
  render: (rest: string[]) => ReactNode;
}

const PROGRAM = 'Program';
const RECORDS = 'Records';
const CONNECTIONS = 'Connections';

const PAGES: readonly Page[] = [
  {
    name: '',
    title: 'Overview',
    icon: LayoutDashboard,
    permission: 'USERS_READ',
    render: () => <Overview />,
  },
  {
    name: 'people',
    title: 'People',
    icon: Users,
    group: PROGRAM,
    permission: 'USERS_READ',
    render: (rest) => <PeoplePages rest={rest} />,
  },
  {
    name: 'matches',
    title: 'Matching',
    icon: HeartHandshake,
    group: PROGRAM,
    permission: 'USERS_READ',
    render: (rest) => <Matching rest={rest} />,
  },
  {
    name: 'concerns',
    title: 'Concerns',
    icon: Flag,
    group: PROGRAM,
    permission: 'CONCERNS_READ',
    render: () => <Concerns />,
  },
  {
    name: 'reports',
    title: 'Reports',
    icon: ChartColumn,
    group: PROGRAM,
    permission: 'USERS_READ',
    render: () => <Reports />,
  },
  {
    name: 'activity',
    title: 'Activity',
    icon: History,
    group: RECORDS,
    permission: 'SIGNALS_READ',
    render: () => <Activity />,
  },
  {
    name: 'signals',
    title: 'Signals',
    icon: Radio,
    group: RECORDS,
    permission: 'SIGNALS_READ',
    render: () => <Signals />,
  },
  {
    name: 'emails',
    title: 'Emails',
    icon: Mail,
    group: RECORDS,
    permission: 'USERS_READ',
    render: () => <Emails />,
  },
  {
    name: 'deletions',
    title: 'Deletions',
    icon: Trash2,
    group: RECORDS,
    permission: 'USERS_READ',
    render: () => <Deletions />,
  },
  {
    name: 'hooks',
    title: 'Hooks',
    icon: Plug,
    group: CONNECTIONS,
    permission: 'HOOKS_READ',
    render: () => <Hooks />,
  },
];

/** What the search finds that is not a page. */
const ACTIONS: readonly (Action & { permission: Permission })[] = [
  { title: 'Invite a person', href: '#/people?invite=1', icon: UserPlus, permission: 'USERS_WRITE' },
];

export function Console({ admin, onSignedOut }: { admin: Admin; onSignedOut: () => void }) {
  const { page, rest } = useRoute();
  const permissions = admin.role?.permissions ?? [];
  const allowed = PAGES.filter(({ permission }) => permissions.includes(permission));
  const current = PAGES.find(({ name }) => name && name === page) ?? allowed[0];
  return (
    <Permissions value={permissions}>
      <Shell
        layout="side"
        user={{
          person: { fullName: admin.username, profilePictureUrl: null },
          detail: admin.role?.name ?? 'No role',
        }}
        onSignedOut={onSignedOut}
        pages={allowed}
        page={current?.name ?? ''}
        tools={
          <CommandPalette
            pages={allowed}
            actions={ACTIONS.filter(({ permission }) => permissions.includes(permission))}
            findsPeople={permissions.includes('USERS_READ')}
          />
        }
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
