// Refusing a mentor, and thinking better of it.

import {
  BlacklistMentorDocument,
  type PartnersQuery,
  UnblacklistMentorDocument,
} from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { TOUCHED } from '../api/touched';
import { Confirm } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { nameOf } from '../parts/name';
import { Card } from '../parts/shell';
import { studies } from './partners';

type Mentor = NonNullable<PartnersQuery['me']>['blacklistedMentors'][number];

interface RefuseProps {
  mentor: { id: string; fullName: string };
  /** Whether a match ends with it. */
  isMatched?: boolean;
}

export function Refuse({ mentor, isMatched = false }: RefuseProps) {
  const { submit, errors, isBusy } = useSubmit(BlacklistMentorDocument, TOUCHED);
  const name = nameOf(mentor);
  const act = async () =>
    Boolean(await submit({ input: { mentorId: mentor.id } }, `${name} is refused.`));
  return (
    <Confirm
      label="Not for me"
      describes={`(${name})`}
      title={`Refuse ${name}?`}
      action={isMatched ? 'Refuse and end the match' : 'Refuse'}
      errors={general(errors, [])}
      isBusy={isBusy}
      act={act}
    >
      {isMatched && <p>Your match ends at once, and what you wrote to each other is deleted.</p>}
      <p>
        They are not suggested to you any more and cannot add you to their roster. They are not
        told, and you can take it back on this page.
      </p>
    </Confirm>
  );
}

/** Those who are refused; nothing where nobody is. */
export function Refused({ mentors }: { mentors: Mentor[] }) {
  const { submit, errors, isBusy } = useSubmit(UnblacklistMentorDocument, TOUCHED);
  if (mentors.length === 0) return null;
  const takeBack = (mentor: Mentor) =>
    submit({ input: { mentorId: mentor.id } }, `${nameOf(mentor)} is not refused any more.`);
  return (
    <Card title="Mentors you refused">
      <FormErrors errors={general(errors, [])} />
      <ul className="rows">
        {mentors.map((mentor) => (
          <li key={mentor.id}>
            <div>
              <strong>{nameOf(mentor)}</strong>
              <p className="hint">{studies(mentor)}</p>
            </div>
            <button
              className="quiet"
              aria-disabled={isBusy}
              onClick={() => void takeBack(mentor)}
            >
              Take it back<span className="hidden"> for {nameOf(mentor)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
