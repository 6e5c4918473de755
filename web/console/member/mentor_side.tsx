// What a mentor sees: the roster, and mentees who might join it.

import { useQuery } from 'urql';

import {
  AddMenteeDocument,
  MenteeSuggestionsDocument,
  PartnersDocument,
  RemoveMenteeDocument,
} from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';
import { Card } from '../parts/shell';
import { at } from '../parts/time';
import { studies } from './partners';
import { Suggestion } from './suggestion';

export function MentorSide() {
  const [{ data }, refresh] = useQuery({ query: PartnersDocument });
  const [{ data: found }, search] = useQuery({ query: MenteeSuggestionsDocument });
  const adding = useSubmit(AddMenteeDocument);
  const removing = useSubmit(RemoveMenteeDocument);
  const reload = () => {
    refresh({ requestPolicy: 'network-only' });
    search({ requestPolicy: 'network-only' });
  };
  const add = async (menteeId: string) => {
    if (await adding.submit({ input: { menteeId } })) reload();
  };
  const remove = async (menteeId: string) => {
    if (await removing.submit({ input: { menteeId } })) reload();
  };
  const roster = data?.me?.roster;
  const suggestions = found?.menteeSuggestions.nodes ?? [];
  const errors = general([...adding.errors, ...removing.errors], []);
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
        <FormErrors errors={errors} />
        <ul className="rows">
          {roster?.mentees.map((mentee) => (
            <li key={mentee.id}>
              <div>
                <strong>{mentee.fullName}</strong>
                <p className="hint">{studies(mentee)}</p>
                <p>
                  <a href={`mailto:${mentee.email}`}>{mentee.email}</a>
                  <span className="hint"> since {at(mentee.matchedAt)}</span>
                </p>
              </div>
              <button
                className="quiet"
                disabled={removing.isBusy}
                onClick={() => void remove(mentee.id)}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
        {roster?.mentees.length === 0 && <p className="empty">Nobody on your roster yet.</p>}
      </Card>
      <Card title="Mentees who fit">
        <ul className="rows">
          {suggestions.map(({ mentee, score, sentence }) => (
            <Suggestion key={mentee.id} person={mentee} score={score} sentence={sentence}>
              <button
                disabled={adding.isBusy || !roster?.spotsLeft}
                onClick={() => void add(mentee.id)}
              >
                Add to my roster
              </button>
            </Suggestion>
          ))}
        </ul>
        {found && suggestions.length === 0 && (
          <p className="empty">Nobody yet. A fuller survey finds more people.</p>
        )}
      </Card>
    </>
  );
}
