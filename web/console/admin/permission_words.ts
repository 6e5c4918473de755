// What pages call the permissions of administrators, by subject, and what each allows in one line.

import type { Permission } from '../api/operations';

/** The subjects, with the permissions about each. */
export const SUBJECTS: readonly (readonly [subject: string, permissions: readonly Permission[]])[] = [
  ['People', ['USERS_READ', 'USERS_WRITE', 'USERS_DELETE', 'USERS_IMPERSONATE']],
  ['Matching', ['ROSTER_WRITE']],
  ['Concerns', ['CONCERNS_READ', 'CONCERNS_WRITE']],
  ['Sessions', ['SESSIONS_READ', 'SESSIONS_WRITE']],
  ['Records', ['SIGNALS_READ']],
  ['Administrators', ['ADMINS_READ', 'ADMINS_WRITE']],
  ['Webhooks', ['WEBHOOKS_READ', 'WEBHOOKS_WRITE']],
  ['Hooks', ['HOOKS_READ', 'HOOKS_WRITE']],
];

/** The name of each permission, and what it allows. */
export const PERMISSIONS: Record<Permission, readonly [name: string, allows: string]> = {
  USERS_READ: ['See people', 'Accounts, profiles, matches, emails, reports, and statistics.'],
  USERS_WRITE: [
    'Change people',
    'Invite people, edit and restore accounts, change email addresses, and send password resets.',
  ],
  USERS_DELETE: ['Delete people', 'Permanently delete accounts and everything that belongs to them.'],
  USERS_IMPERSONATE: [
    'Sign in as a member',
    'For support, where the server allows it. The member gets an email.',
  ],
  ROSTER_WRITE: ['Match people', 'Begin and end matches, publish plans, and set the size of rosters.'],
  CONCERNS_READ: ['Read concerns', 'What members report, also about other members.'],
  CONCERNS_WRITE: ['Resolve concerns', 'Close them with a note.'],
  SESSIONS_READ: [
    'See sign-ins',
    'Where people are signed in, with their browsers and network addresses.',
  ],
  SESSIONS_WRITE: ['Sign people out', 'End the sessions of one person, or of everyone.'],
  SIGNALS_READ: ['See activity', 'Who did what, and the log of signals behind it.'],
  ADMINS_READ: ['See administrators', 'Administrators, their roles, and the settings in force.'],
  ADMINS_WRITE: [
    'Manage administrators',
    'Add and deactivate administrators, and create and change roles.',
  ],
  WEBHOOKS_READ: ['See webhooks', 'Webhooks and their deliveries.'],
  WEBHOOKS_WRITE: [
    'Manage webhooks',
    'Delete them and change their secrets. Together with “See activity”, also create, change, and replay them.',
  ],
  HOOKS_READ: ['See hooks', 'Hooks and their failures.'],
  HOOKS_WRITE: [
    'Manage hooks',
    'Create, change, and delete them. Their endpoints see what people enter, and can refuse or change it.',
  ],
};
