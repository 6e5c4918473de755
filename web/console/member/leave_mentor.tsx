// A button with which a mentee leaves their mentor.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { LeaveMentorDocument, type MatchEndReason } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { displayName } from '../parts/person';
import { MATCH_END_REASONS, ReasonField } from '../parts/reason';

export function LeaveMentor({ mentor }: { mentor: { fullName: string; email: string | null } }) {
  const [reason, setReason] = useState<MatchEndReason | null>(null);
  const { submit, errors, isBusy } = useSubmit(LeaveMentorDocument, PEOPLE_TYPES);
  const name = displayName(mentor);
  const leave = async () =>
    Boolean(await submit({ input: { reason } }, `Your match with ${name} has ended.`));
  return (
    <Confirm
      label="Leave mentor"
      title={`End your match with ${name}?`}
      action="End match"
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={leave}
    >
      <p>
        You'll go back to waiting for a mentor, and your messages with each other will be deleted. You
        might not be suggested to each other for a while.
      </p>
      <ReasonField reasons={MATCH_END_REASONS} value={reason} onChange={setReason} />
    </Confirm>
  );
}
