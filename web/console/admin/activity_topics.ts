// The topics of activity, which group its kinds for the filter and give each an icon.

import {
  HeartHandshake,
  LogIn,
  type LucideIcon,
  Settings2,
  TriangleAlert,
  UserRound,
} from 'lucide-react';

import type { ActivityKind } from '../api/operations';

export type Topic = 'ACCOUNTS' | 'SIGN_INS' | 'MATCHING' | 'SETUP';

/** The topic of each kind. */
export const TOPIC_OF: Record<ActivityKind, Topic> = {
  REGISTERED: 'ACCOUNTS',
  REGISTRATION_FAILED: 'ACCOUNTS',
  ACCOUNT_CREATED: 'ACCOUNTS',
  SIGNED_IN: 'SIGN_INS',
  SIGN_IN_FAILED: 'SIGN_INS',
  SIGNED_OUT: 'SIGN_INS',
  PASSWORD_CONFIRMED: 'SIGN_INS',
  SESSIONS_ENDED: 'SIGN_INS',
  EMAIL_VERIFIED: 'ACCOUNTS',
  EMAIL_VERIFICATION_FAILED: 'ACCOUNTS',
  EMAIL_CHANGE_REQUESTED: 'ACCOUNTS',
  PASSWORD_RESET_REQUESTED: 'ACCOUNTS',
  PASSWORD_RESET_REQUEST_FAILED: 'ACCOUNTS',
  PASSWORD_RESET: 'ACCOUNTS',
  PASSWORD_RESET_FAILED: 'ACCOUNTS',
  ACCOUNT_CHANGED: 'ACCOUNTS',
  ACCOUNT_CHANGE_FAILED: 'ACCOUNTS',
  ROLE_CHANGED: 'ACCOUNTS',
  SURVEY_COMPLETED: 'ACCOUNTS',
  PICTURE_CHANGED: 'ACCOUNTS',
  DELETION_REQUESTED: 'ACCOUNTS',
  DELETION_CANCELED: 'ACCOUNTS',
  ACCOUNT_DELETED: 'ACCOUNTS',
  ACCOUNT_DELETION_FAILED: 'ACCOUNTS',
  MENTOR_ASKED: 'MATCHING',
  MENTORSHIP_OFFERED: 'MATCHING',
  REQUEST_DECLINED: 'MATCHING',
  REQUEST_WITHDRAWN: 'MATCHING',
  REQUEST_EXPIRED: 'MATCHING',
  MATCHED: 'MATCHING',
  MATCH_ENDED: 'MATCHING',
  MESSAGE_SENT: 'MATCHING',
  MENTOR_BLOCKED: 'MATCHING',
  MENTOR_UNBLOCKED: 'MATCHING',
  ADMIN_REGISTERED: 'SETUP',
  ADMIN_REGISTRATION_FAILED: 'SETUP',
  ADMIN_SIGNED_IN: 'SIGN_INS',
  ADMIN_SIGN_IN_FAILED: 'SIGN_INS',
  ADMIN_ROLE_CREATED: 'SETUP',
  ADMIN_ROLE_CHANGED: 'SETUP',
  ACTION_REFUSED: 'SETUP',
  WEBHOOK_CREATED: 'SETUP',
  WEBHOOK_CHANGED: 'SETUP',
  WEBHOOK_SECRET_ROTATED: 'SETUP',
  WEBHOOK_REPLAYED: 'SETUP',
  WEBHOOK_DELETED: 'SETUP',
  WEBHOOK_DISABLED: 'SETUP',
  HOOK_CREATED: 'SETUP',
  HOOK_CHANGED: 'SETUP',
  HOOK_SECRET_ROTATED: 'SETUP',
  HOOK_DELETED: 'SETUP',
  PLAN_PROPOSED: 'MATCHING',
  PLAN_REVISED: 'MATCHING',
  PLAN_COMPUTED: 'MATCHING',
  PLAN_FAILED: 'MATCHING',
  PLAN_PUBLISHED: 'MATCHING',
  PLAN_DISCARDED: 'MATCHING',
  ACCOUNTS_EXPORTED: 'ACCOUNTS',
  CONCERN_RAISED: 'ACCOUNTS',
  CONCERN_RESOLVED: 'ACCOUNTS',
  SUSPICIOUS_ACTIVITY: 'SIGN_INS',
  IMPERSONATION_STARTED: 'SIGN_INS',
  IMPERSONATION_ENDED: 'SIGN_INS',
  BREAK_GLASS_USED: 'SIGN_INS',
};

/** What each topic is called, with its icon. */
export const TOPICS: Record<Topic, readonly [title: string, icon: LucideIcon]> = {
  ACCOUNTS: ['Accounts', UserRound],
  SIGN_INS: ['Sign-ins', LogIn],
  MATCHING: ['Matching', HeartHandshake],
  SETUP: ['Setup', Settings2],
};

/** The icon of what failed, and of what an administrator should look at. */
export const PROBLEM_ICON = TriangleAlert;

const ALL = Object.keys(TOPIC_OF) as ActivityKind[];

/** What an administrator should look at, also where nothing failed. */
const ALARMS: readonly ActivityKind[] = [
  'ACTION_REFUSED',
  'WEBHOOK_DISABLED',
  'SUSPICIOUS_ACTIVITY',
  'BREAK_GLASS_USED',
];

/** Whether an administrator should look at this kind. */
export function isProblem(kind: ActivityKind): boolean {
  return kind.endsWith('_FAILED') || ALARMS.includes(kind);
}

/** Whether this kind says that something is different from before. */
function isChange(kind: ActivityKind): boolean {
  return TOPIC_OF[kind] !== 'SIGN_INS' && kind !== 'MESSAGE_SENT' && !isProblem(kind);
}

/** The choices of the filter: what each is called, and its kinds; null for all of them. */
export const CHOICES = {
  all: ['Everything', null],
  changes: ['Changes', ALL.filter(isChange)],
  problems: ['Problems', ALL.filter(isProblem)],
  accounts: ['Accounts', ofTopic('ACCOUNTS')],
  signins: ['Sign-ins', ofTopic('SIGN_INS')],
  matching: ['Matching', ofTopic('MATCHING')],
  setup: ['Setup', ofTopic('SETUP')],
} as const satisfies Record<string, readonly [string, ActivityKind[] | null]>;

export type Choice = keyof typeof CHOICES;

export function isChoice(value: string | null): value is Choice {
  return value !== null && Object.hasOwn(CHOICES, value);
}

function ofTopic(topic: Topic): ActivityKind[] {
  return ALL.filter((kind) => TOPIC_OF[kind] === topic);
}
