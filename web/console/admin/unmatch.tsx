// Taking a mentee off a mentor's roster.

import { RemoveMenteeDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { TOUCHED } from '../api/touched';
import { Confirm } from '../parts/confirm';
import { nameOf } from '../parts/name';

interface Person {
  id: string;
  fullName: string;
  email: string | null;
}

export function Unmatch({ mentee, mentor }: { mentee: Person; mentor: Person }) {
  const { submit, errors, isBusy } = useSubmit(RemoveMenteeDocument, TOUCHED);
  const act = async () => {
    const input = { mentorId: mentor.id, menteeId: mentee.id };
    const told = `${nameOf(mentee)} is off the roster of ${nameOf(mentor)}.`;
    return Boolean(await submit({ input }, told));
  };
  return (
    <Confirm
      label="Remove"
      describes={`${nameOf(mentee)} from ${nameOf(mentor)}`}
      title="End this match?"
      action="End the match"
      errors={general(errors, [])}
      isBusy={isBusy}
      act={act}
    >
      <p>
        {nameOf(mentee)} leaves the roster of {nameOf(mentor)} and waits for a mentor again. What
        they wrote to each other is deleted.
      </p>
    </Confirm>
  );
}
