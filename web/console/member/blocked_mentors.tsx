// Blocking a mentor, and unblocking one.

import { PEOPLE_TYPES } from '../api/invalidation';
import {
  BlacklistMentorDocument,
  type MyMatchesQuery,
  UnblacklistMentorDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { displayName, yearAndMajors } from '../parts/person';
import { Card } from '../parts/shell';

type Mentor = NonNullable<MyMatchesQuery['me']>['blacklistedMentors'][number];

interface BlockProps {
  mentor: { id: string; fullName: string };
  /** Whether this is the mentee's own mentor, so that blocking ends the match. */
  isMatched?: boolean;
}

export function BlockMentor({ mentor, isMatched = false }: BlockProps) {
  const { submit, errors, isBusy } = useSubmit(BlacklistMentorDocument, PEOPLE_TYPES);
  const name = displayName(mentor);
  const block = async () =>
    Boolean(await submit({ input: { mentorId: mentor.id } }, `You blocked ${name}.`));
  return (
    <Confirm
      label="Block"
      describes={name}
      title={`Block ${name}?`}
      action={isMatched ? 'Block and end match' : 'Block'}
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={block}
    >
      {isMatched && (
        <p>Your match will end right away, and your messages with each other will be deleted.</p>
      )}
      <p>
        They won't be suggested to you anymore and can't add you to their roster. We won't notify them,
        and you can unblock them here at any time.
      </p>
    </Confirm>
  );
}

/** The mentors whom the mentee has blocked; renders nothing when there are none. */
export function BlockedMentors({ mentors }: { mentors: Mentor[] }) {
  const { submit, errors, isBusy } = useSubmit(UnblacklistMentorDocument, PEOPLE_TYPES);
  if (mentors.length === 0) return null;
  const unblock = (mentor: Mentor) =>
    submit({ input: { mentorId: mentor.id } }, `You unblocked ${displayName(mentor)}.`);
  return (
    <Card title="Blocked mentors">
      <FormErrors errors={otherErrors(errors, [])} />
      <ul className="rows">
        {mentors.map((mentor) => (
          <li key={mentor.id}>
            <div>
              <strong>{displayName(mentor)}</strong>
              <p className="hint">{yearAndMajors(mentor)}</p>
            </div>
            <button className="quiet" aria-disabled={isBusy} onClick={() => void unblock(mentor)}>
              Unblock<span className="hidden"> {displayName(mentor)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
