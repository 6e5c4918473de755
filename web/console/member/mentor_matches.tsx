// A mentor's matches page: their roster and suggested mentees.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import {
  AddMenteeDocument,
  MenteeSuggestionsDocument,
  MyMatchesDocument,
  type MyMatchesQuery,
  RemoveMenteeDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Avatar } from '../parts/avatar';
import { Confirm } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { Card } from '../parts/shell';
import { formatDate } from '../parts/time';
import { Suggestion } from './suggestion';

type Roster = NonNullable<NonNullable<MyMatchesQuery['me']>['roster']>;

export function MentorMatches() {
  const [{ data, error }, refetch] = useQuery({
    query: MyMatchesDocument,
    context: PEOPLE_CONTEXT,
  });
  const roster = data?.me?.roster;
  return (
    <>
      <Card
        title="Your roster"
        aside={
          roster && (
            <span className="badge">
              {roster.isPaused ? 'Paused' : `${roster.spotsLeft} of ${roster.capacity} spots left`}
            </span>
          )
        }
      >
        {!data && <Pending error={error} retry={refetch} />}
        {roster?.mentees.length === 0 && <p className="empty">No mentees on your roster yet.</p>}
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
  const { submit, errors, isBusy } = useSubmit(RemoveMenteeDocument, PEOPLE_TYPES);
  const name = displayName(mentee);
  const remove = async () => {
    const announcement = `${name} was removed from your roster.`;
    return Boolean(await submit({ input: { menteeId: mentee.id } }, announcement));
  };
  return (
    <li>
      <div className="with-avatar">
        <Avatar person={mentee} />
        <div>
          <strong>{name}</strong>
          <p className="hint">{yearAndMajors(mentee)}</p>
          <p>
            <a href={`mailto:${mentee.email}`}>{mentee.email}</a>
            <span className="hint"> · Matched {formatDate(mentee.matchedAt)}</span>
          </p>
        </div>
      </div>
      <Confirm
        label="Remove"
        describes={name}
        title={`Remove ${name} from your roster?`}
        action="End match"
        errors={otherErrors(errors, [])}
        isBusy={isBusy}
        act={remove}
      >
        <p>
          They'll go back to waiting for a mentor, and your messages with each other will be deleted.
        </p>
      </Confirm>
    </li>
  );
}

function Suggestions({ hasSpots }: { hasSpots: boolean }) {
  const [{ data, error }, refetch] = useQuery({
    query: MenteeSuggestionsDocument,
    context: PEOPLE_CONTEXT,
  });
  const { submit, errors, isBusy } = useSubmit(AddMenteeDocument, PEOPLE_TYPES);
  const suggestions = data?.menteeSuggestions.nodes;
  const add = (mentee: { id: string; fullName: string }) =>
    submit({ input: { menteeId: mentee.id } }, `${displayName(mentee)} was added to your roster.`);
  return (
    <Card title="Suggested mentees">
      {!suggestions && <Pending error={error} retry={refetch} />}
      {suggestions?.length === 0 && (
        <p className="empty">No suggestions yet. Add more to your survey to find more mentees.</p>
      )}
      <FormErrors errors={otherErrors(errors, [])} />
      <ul className="rows">
        {suggestions?.map(({ mentee, score, sentence }) => (
          <Suggestion key={mentee.id} person={mentee} score={score} sentence={sentence}>
            <button disabled={!hasSpots} aria-disabled={isBusy} onClick={() => void add(mentee)}>
              Add to my roster
            </button>
          </Suggestion>
        ))}
      </ul>
    </Card>
  );
}
