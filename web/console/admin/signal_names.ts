// The names of signals by subject, for filters.

import type { SignalName, SignalSender } from '../api/operations';
import { grouped } from './grouped';

/** The subject of each signal. */
const SUBJECT_OF: Record<SignalName, string> = {
  USER_EMAIL_VERIFICATION_FAILED: 'Registrations',
  USER_EMAIL_VERIFICATION_INITIATED: 'Registrations',
  USER_EMAIL_VERIFICATION_SUCCESSFUL: 'Registrations',
  USER_EMAIL_VERIFICATION_TOKEN_GENERATED: 'Registrations',
  USER_EMAIL_VERIFIED: 'Registrations',
  USER_POST_CREATE: 'Registrations',
  USER_PRE_CREATE: 'Registrations',
  USER_PRE_REGISTER: 'Registrations',
  USER_REGISTERED: 'Registrations',
  USER_REGISTRATION_FAILED: 'Registrations',
  USER_REGISTRATION_STARTED: 'Registrations',
  ADMIN_AUTHENTICATED: 'Sign-ins',
  ADMIN_AUTHENTICATION_FAILED: 'Sign-ins',
  ADMIN_AUTHENTICATION_STARTED: 'Sign-ins',
  IMPERSONATION_ENDED: 'Sign-ins',
  IMPERSONATION_STARTED: 'Sign-ins',
  SUSPICIOUS_ACTIVITY: 'Sign-ins',
  USER_AUTHENTICATED: 'Sign-ins',
  USER_AUTHENTICATION_FAILED: 'Sign-ins',
  USER_AUTHENTICATION_STARTED: 'Sign-ins',
  USER_LOGGED_OUT: 'Sign-ins',
  USER_PASSWORD_CHECKED: 'Sign-ins',
  USER_PASSWORD_CHECK_FAILED: 'Sign-ins',
  USER_REAUTHENTICATED: 'Sign-ins',
  USER_SESSIONS_REVOKED: 'Sign-ins',
  PASSWORD_RESET_FAILED: 'Passwords',
  PASSWORD_RESET_REQUEST_FAILED: 'Passwords',
  PASSWORD_RESET_REQUEST_PROCESSED: 'Passwords',
  PASSWORD_RESET_REQUEST_STARTED: 'Passwords',
  PASSWORD_RESET_STARTED: 'Passwords',
  PASSWORD_RESET_SUCCESSFUL: 'Passwords',
  USER_PASSWORD_SET: 'Passwords',
  USER_PASSWORD_SET_FAILED: 'Passwords',
  USERS_EXPORTED: 'Profiles',
  USER_EMAIL_CHANGE_REQUESTED: 'Profiles',
  USER_POST_UPDATE: 'Profiles',
  USER_PRE_UPDATE: 'Profiles',
  USER_PROFILE_PICTURE_UPLOADED: 'Profiles',
  USER_ROLE_CHANGED: 'Profiles',
  USER_SURVEY_COMPLETED: 'Profiles',
  USER_UPDATED: 'Profiles',
  USER_UPDATE_FAILED: 'Profiles',
  USER_UPDATE_STARTED: 'Profiles',
  MATCHING_COMPUTED: 'Matching',
  MATCHING_DISCARDED: 'Matching',
  MATCHING_FAILED: 'Matching',
  MATCHING_PROPOSED: 'Matching',
  MATCHING_PUBLISHED: 'Matching',
  MATCHING_REVISED: 'Matching',
  MENTEE_ADDED: 'Matching',
  MENTEE_REMOVED: 'Matching',
  MENTORSHIP_ACCEPTED: 'Matching',
  MENTORSHIP_DECLINED: 'Matching',
  MENTORSHIP_EXPIRED: 'Matching',
  MENTORSHIP_OFFERED: 'Matching',
  MENTORSHIP_REQUESTED: 'Matching',
  MENTORSHIP_WITHDRAWN: 'Matching',
  MENTOR_BLACKLISTED: 'Matching',
  MENTOR_UNBLACKLISTED: 'Matching',
  MESSAGE_SENT: 'Matching',
  CONCERN_RAISED: 'Concerns',
  CONCERN_RESOLVED: 'Concerns',
  USER_DELETED: 'Deletions',
  USER_DELETION_CANCELLED: 'Deletions',
  USER_DELETION_FAILED: 'Deletions',
  USER_DELETION_REQUESTED: 'Deletions',
  USER_DELETION_STARTED: 'Deletions',
  USER_POST_DELETE: 'Deletions',
  USER_PRE_DELETE: 'Deletions',
  ADMIN_ACTION_REFUSED: 'Administrators',
  ADMIN_PRE_REGISTER: 'Administrators',
  ADMIN_REGISTERED: 'Administrators',
  ADMIN_REGISTRATION_FAILED: 'Administrators',
  ADMIN_REGISTRATION_STARTED: 'Administrators',
  ADMIN_ROLE_CHANGED: 'Administrators',
  ADMIN_ROLE_CREATED: 'Administrators',
  BREAK_GLASS_USED: 'Administrators',
  HOOK_CHANGED: 'Webhooks and hooks',
  HOOK_CREATED: 'Webhooks and hooks',
  HOOK_DELETED: 'Webhooks and hooks',
  HOOK_SECRET_ROTATED: 'Webhooks and hooks',
  WEBHOOK_CHANGED: 'Webhooks and hooks',
  WEBHOOK_CREATED: 'Webhooks and hooks',
  WEBHOOK_DELETED: 'Webhooks and hooks',
  WEBHOOK_DISABLED: 'Webhooks and hooks',
  WEBHOOK_REPLAYED: 'Webhooks and hooks',
  WEBHOOK_SECRET_ROTATED: 'Webhooks and hooks',
};

/** All names. */
export const SIGNAL_NAMES = Object.keys(SUBJECT_OF) as SignalName[];

/** The subjects, with the names of the signals about each. */
export const SIGNAL_SUBJECTS = grouped(SIGNAL_NAMES, (name) => SUBJECT_OF[name]);

/** What the senders are called, and what they send. */
export const SENDERS: Record<SignalSender, readonly [name: string, sends: string]> = {
  PLATFORM: ['Platform', 'Sessions, roles, surveys, matches, messages, webhooks, and hooks'],
  USER_MANAGER: ['User manager', 'Registrations, sign-ins, changes, deletions, and password resets'],
  USER: ['User', 'Passwords and the verification of addresses'],
  USER_REPOSITORY: ['User repository', 'Before and after an account is stored'],
  ADMIN_USER_MANAGER: ['Administrator manager', 'Registrations and sign-ins of administrators'],
};

export function isSignalName(value: string | null): value is SignalName {
  return value !== null && Object.hasOwn(SUBJECT_OF, value);
}

export function isSender(value: string | null): value is SignalSender {
  return value !== null && Object.hasOwn(SENDERS, value);
}

/** The name as the log shows it, such as "user_registered". */
export function logName(name: string): string {
  return name.toLowerCase();
}
