// Whether a member has messages.

import type { Account } from './member';

/** Whether the account has messages that the signed-in person may read: support may not. */
export function mayChat({ role, isDeleted, currentSession }: Account): boolean {
  return role !== 'ADMIN' && !isDeleted && !currentSession?.impersonator;
}
