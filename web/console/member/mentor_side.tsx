// What a mentor sees: the roster, and mentees who might join it.

import { useQuery } from 'urql';

import {
  AddMenteeDocument,
  MenteeSuggestionsDocument,
  PartnersDocument,
  type PartnersQuery,
  RemoveMenteeDocument,
} from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { PEOPLE, TOUCHED } from '../api/touched';
import { Confirm } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { nameOf } from '../parts/name';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import { at } from '../parts/time';
import { studies } from './partners';
import { Suggestion } from './suggestion';

type Roster = NonNullable<NonNullable<PartnersQuery['me']>['roster']>;

export function MentorSide() {
  const [{ data, error }, ask] = useQuery({ query: PartnersDocument, context: PEOPLE });
  const roster = data?.me?.roster;
  return (
    <>
      <Card
        title="Your roster"
        aside={
          roster && (
            <span className="badge">
              {roster.spotsLeft} of {roster.capacity} places left
            </span>
          )
        }
      >
        {!data && <Pending error={error} retry={ask} />}
        {roster?.mentees.length === 0 && <p className="empty">Nobody on your roster yet.</p>}
        <ul className="rows">
          {roster?.mentees.map((mentee) => (
            <Mentee key={mentee.id} mentee={mentee} />
          ))}
        </ul>
      </Card>
      <Suggestions hasSpots={Boolean(roster?.spotsLeft)} />
    </>
  );
}

function Mentee({ mentee }: { mentee: Roster['mentees'][number] }) {
  const { submit, errors, isBusy } = useSubmit(RemoveMenteeDocument, TOUCHED);
  const name = nameOf(mentee);
  const act = async () =>
    Boolean(await submit({ input: { menteeId: mentee.id } }, `${name} is off your roster.`));
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p className="hint">{studies(mentee)}</p>
        <p>
          <a href={`mailto:${mentee.email}`}>{mentee.email}</a>
          <span className="hint"> since {at(mentee.matchedAt)}</span>
        </p>
      </div>
      <Confirm
        label="Remove"
        describes={name}
        title={`Take ${name} off your roster?`}
        action="End the match"
        errors={general(errors, [])}
        isBusy={isBusy}
        act={act}
      >
        <p>They wait for a mentor again. What you wrote to each other is deleted.</p>
      </Confirm>
    </li>
  );
}

function Suggestions({ hasSpots }: { hasSpots: boolean }) {
  const [{ data, error }, ask] = useQuery({ query: MenteeSuggestionsDocument, context: PEOPLE });
  const { submit, errors, isBusy } = useSubmit(AddMenteeDocument, TOUCHED);
  const suggestions = data?.menteeSuggestions.nodes;
  const add = (mentee: { id: string; fullName: string }) =>
    submit({ input: { menteeId: mentee.id } }, `${nameOf(mentee)} is on your roster.`);
  return (
    <Card title="Mentees who fit">
      {!suggestions && <Pending error={error} retry={ask} />}
      {suggestions?.length === 0 && (
        <p className="empty">Nobody yet. A fuller survey finds more people.</p>
      )}
      <FormErrors errors={general(errors, [])} />
      <ul className="rows">
        {suggestions?.map(({ mentee, score, sentence }) => (
          <Suggestion key={mentee.id} person={mentee} score={score} sentence={sentence}>
            <button
              disabled={!hasSpots}
              aria-disabled={isBusy}
              onClick={() => void add(mentee)}
            >
              Add to my roster
            </button>
          </Suggestion>
        ))}
      </ul>
    </Card>
  );
}
