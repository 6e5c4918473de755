// A member's partners: the mentor or the roster, and whom one might be matched with.

import type { Account } from './member';
import { MentorSide } from './mentor_side';
import { MenteeSide } from './mentee_side';

export function Partners({ account }: { account: Account }) {
  return (
    <>
      <h1>Partners</h1>
      {account.role === 'MENTOR' ? <MentorSide /> : <MenteeSide />}
    </>
  );
}

/** A year and majors as one line. */
export function studies(person: { year: number | null; major: string[] }): string {
  const year = person.year === null ? '' : `Year ${person.year}`;
  return [year, person.major.join(', ')].filter(Boolean).join(' · ');
}
