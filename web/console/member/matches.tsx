// A member's matches page: for mentees their mentor, for mentors their roster, and suggestions for both.

import type { Account } from './member';
import { MenteeMatches } from './mentee_matches';
import { MentorMatches } from './mentor_matches';

/** The name of the page: who is on it. */
export function matchesTitle({ role }: Pick<Account, 'role'>): string {
  return role === 'MENTOR' ? 'Mentees' : 'Mentors';
}

export function MyMatches({ account }: { account: Account }) {
  return account.role === 'MENTOR' ? (
    <MentorMatches account={account} />
  ) : (
    <MenteeMatches account={account} />
  );
}
