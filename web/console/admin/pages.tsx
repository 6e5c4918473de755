// The pages of the admin console with the permission that each needs, and what the search finds in addition.

import {
  ChartColumn,
  Flag,
  HeartHandshake,
  History,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  Mail,
  Plug,
  Radio,
  ShieldUser,
  SlidersHorizontal,
  Trash2,
  UserPlus,
  Users,
  Webhook,
} from 'lucide-react';
import { lazy, type ReactNode } from 'react';

import type { Permission } from '../api/operations';
import type { NavPage } from '../parts/shell';
import { Activity } from './activity';
import type { Action } from './command_palette';
import { Concerns } from './concerns';
import { Deletions } from './deletions';
import { Emails } from './emails';
import { Overview } from './overview';
import { PeoplePages } from './people_pages';
import { Reports } from './reports';
import { Signals } from './signals';

// Loaded on demand: those that few visits need.
const loadSetup = () => import('./setup_pages');
const Matching = lazy(async () => ({ default: (await import('./matching')).Matching }));
const Admins = lazy(async () => ({ default: (await loadSetup()).Admins }));
const Roles = lazy(async () => ({ default: (await loadSetup()).Roles }));
const WebhookPages = lazy(async () => ({ default: (await loadSetup()).WebhookPages }));
const Hooks = lazy(async () => ({ default: (await loadSetup()).Hooks }));
const Settings = lazy(async () => ({ default: (await loadSetup()).Settings }));

/** A page, who may see it, and its content for the rest of its address. */
export interface Page extends NavPage {
  permission: Permission;
  render: (rest: string[]) => ReactNode;
}

const PROGRAM = 'Program';
const RECORDS = 'Records';
const SETUP = 'Setup';

export const PAGES: readonly Page[] = [
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
    words: 'members accounts mentors mentees',
    icon: Users,
    group: PROGRAM,
    permission: 'USERS_READ',
    render: (rest) => <PeoplePages rest={rest} />,
  },
  {
    name: 'matches',
    title: 'Matching',
    words: 'plans mentors matches',
    icon: HeartHandshake,
    group: PROGRAM,
    permission: 'USERS_READ',
    render: (rest) => <Matching rest={rest} />,
  },
  {
    name: 'concerns',
    title: 'Concerns',
    words: 'reports of members',
    icon: Flag,
    group: PROGRAM,
    permission: 'CONCERNS_READ',
    render: () => <Concerns />,
  },
  {
    name: 'reports',
    title: 'Reports',
    words: 'statistics seats',
    icon: ChartColumn,
    group: PROGRAM,
    permission: 'USERS_READ',
    render: () => <Reports />,
  },
  {
    name: 'activity',
    title: 'Activity',
    words: 'history audit log timeline',
    icon: History,
    group: RECORDS,
    permission: 'SIGNALS_READ',
    render: () => <Activity />,
  },
  {
    name: 'emails',
    title: 'Emails',
    words: 'outbox mail',
    icon: Mail,
    group: RECORDS,
    permission: 'USERS_READ',
    render: () => <Emails />,
  },
  {
    name: 'deletions',
    title: 'Deletions',
    words: 'leaving',
    icon: Trash2,
    group: RECORDS,
    permission: 'USERS_READ',
    render: () => <Deletions />,
  },
  {
    name: 'signals',
    title: 'Signals',
    words: 'live log developers',
    icon: Radio,
    group: RECORDS,
    permission: 'SIGNALS_READ',
    render: () => <Signals />,
  },
  {
    name: 'admins',
    title: 'Administrators',
    words: 'staff',
    icon: ShieldUser,
    group: SETUP,
    permission: 'ADMINS_READ',
    render: () => <Admins />,
  },
  {
    name: 'roles',
    title: 'Roles',
    words: 'permissions',
    icon: KeyRound,
    group: SETUP,
    permission: 'ADMINS_READ',
    render: () => <Roles />,
  },
  {
    name: 'webhooks',
    title: 'Webhooks',
    words: 'API integrations deliveries',
    icon: Webhook,
    group: SETUP,
    permission: 'WEBHOOKS_READ',
    render: (rest) => <WebhookPages rest={rest} />,
  },
  {
    name: 'hooks',
    title: 'Hooks',
    words: 'integrations',
    icon: Plug,
    group: SETUP,
    permission: 'HOOKS_READ',
    render: () => <Hooks />,
  },
  {
    name: 'settings',
    title: 'Settings',
    words: 'environment configuration variables',
    icon: SlidersHorizontal,
    group: SETUP,
    permission: 'ADMINS_READ',
    render: () => <Settings />,
  },
];

/** What the search finds that is not a page, and the permissions that it needs. */
export const ACTIONS: readonly (Action & { permissions: readonly Permission[] })[] = [
  {
    title: 'Invite a person',
    href: '#/people?invite=1',
    icon: UserPlus,
    permissions: ['USERS_READ', 'USERS_WRITE'],
  },
  {
    title: 'Propose a matching plan',
    href: '#/matches?tab=plans',
    icon: ListChecks,
    permissions: ['USERS_READ', 'ROSTER_WRITE'],
  },
  {
    title: 'What changed yesterday',
    href: '#/activity?when=yesterday&topic=changes',
    icon: History,
    permissions: ['SIGNALS_READ'],
  },
  {
    title: 'Emails that failed',
    href: '#/emails?state=DEAD',
    icon: Mail,
    permissions: ['USERS_READ'],
  },
  {
    title: 'Add an administrator',
    href: '#/admins?new=1',
    icon: ShieldUser,
    permissions: ['ADMINS_READ', 'ADMINS_WRITE'],
  },
  {
    title: 'New role',
    href: '#/roles?new=1',
    icon: KeyRound,
    permissions: ['ADMINS_READ', 'ADMINS_WRITE'],
  },
  {
    title: 'New webhook',
    href: '#/webhooks?new=1',
    icon: Webhook,
    permissions: ['WEBHOOKS_READ', 'WEBHOOKS_WRITE', 'SIGNALS_READ'],
  },
  {
    title: 'New hook',
    href: '#/hooks?new=1',
    icon: Plug,
    permissions: ['HOOKS_READ', 'HOOKS_WRITE'],
  },
];
