// A button that removes a mentee from a mentor's roster.

import { PEOPLE_TYPES } from '../api/invalidation';
import { RemoveMenteeDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { displayName } from '../parts/person';

interface Person {
  id: string;
  fullName: string;
  email: string | null;
}

export function Unmatch({ mentee, mentor }: { mentee: Person; mentor: Person }) {
  const { submit, errors, isBusy } = useSubmit(RemoveMenteeDocument, PEOPLE_TYPES);
  const [menteeName, mentorName] = [displayName(mentee), displayName(mentor)];
  const remove = async () => {
    const input = { mentorId: mentor.id, menteeId: mentee.id };
    const announcement = `${menteeName} was removed from ${mentorName}'s roster.`;
    return Boolean(await submit({ input }, announcement));
  };
  return (
    <Confirm
      label="Remove"
      describes={`${menteeName} from ${mentorName}`}
      title="End this match?"
      action="End match"
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={remove}
    >
      <p>
        {menteeName} will be removed from {mentorName}'s roster and go back to waiting for a mentor.
        Their messages will be deleted.
      </p>
    </Confirm>
  );
}
