// A button that ends a match, with an optional reason.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { EndMatchDocument, type MatchEndReason } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { displayName } from '../parts/person';
import { ReasonField } from '../parts/reason';

/** Why a match ended, as administrators see it. */
export const END_REASONS: Record<MatchEndReason, string> = {
  GOALS_REACHED: 'Goals reached',
  NOT_A_GOOD_FIT: 'Not a good fit',
  NO_RESPONSE: 'No response',
  NO_TIME: 'No time',
  LEFT_CAMPUS: 'Graduated or left campus',
  CONDUCT: 'Behavior',
  OTHER: 'Something else',
};

interface Person {
  id: string;
  fullName: string;
  email: string | null;
}

export function Unmatch({ mentee, mentor }: { mentee: Person; mentor: Person }) {
  const [reason, setReason] = useState<MatchEndReason | null>(null);
  const { submit, errors, clearingErrors, isBusy } = useSubmit(EndMatchDocument, PEOPLE_TYPES);
  const [menteeName, mentorName] = [displayName(mentee), displayName(mentor)];
  const end = async () => {
    const announcement = `The match of ${menteeName} and ${mentorName} has ended.`;
    return Boolean(
      await submit({ input: { menteeId: mentee.id, mentorId: mentor.id, reason } }, announcement),
    );
  };
  return (
    <Confirm
      label="End match"
      describes={`of ${menteeName} and ${mentorName}`}
      title="End this match?"
      action="End match"
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={end}
    >
      <p>
        {menteeName} will no longer have {mentorName} as a mentor, and goes back to waiting for one.
        Their messages will be deleted, and both get an email.
      </p>
      <ReasonField reasons={END_REASONS} value={reason} onChange={clearingErrors(setReason)} />
    </Confirm>
  );
}
