// What pages call the signals, policies and states of hooks.

import type { HookPolicy, HookSignal, HookStatus } from '../api/operations';

/** What changes when a hook does. */
export const HOOK_TYPES = ['Hook'];

export const SIGNALS: Record<HookSignal, string> = {
  USER_PRE_REGISTER: 'Registrations',
  USER_PRE_CREATE: 'New accounts',
  USER_PRE_UPDATE: 'Changes of profile, picture or role',
  ADMIN_PRE_REGISTER: 'Registrations of administrators',
};

export const POLICIES: Record<HookPolicy, string> = {
  FAIL_CLOSED: 'If it fails, the request is refused',
  FAIL_OPEN: 'If it fails, the request continues',
};

/** The states, with the colors of their badges. */
export const STATUSES: Record<HookStatus, readonly [word: string, color: string]> = {
  WORKING: ['Working', 'badge-good'],
  FAILING: ['Failing', 'badge-warn'],
  PAUSED: ['Not asked for a moment', 'badge-bad'],
  DISABLED: ['Disabled', ''],
};
