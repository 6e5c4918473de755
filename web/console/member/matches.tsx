// A member's matches page: for mentees their mentor, for mentors their roster, and suggestions for both.

import type { Account } from './member';
import { MenteeMatches } from './mentee_matches';
import { MentorMatches } from './mentor_matches';

export function MyMatches({ account }: { account: Account }) {
  return (
    <>
      <h1>Matches</h1>
      {account.role === 'MENTOR' ? <MentorMatches /> : <MenteeMatches />}
    </>
  );
}
