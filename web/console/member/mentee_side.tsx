// What a mentee sees: the mentor, and mentors to hope for.

import { useQuery } from 'urql';

import { BlacklistMentorDocument, MentorSuggestionsDocument, PartnersDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';
import { Card } from '../parts/shell';
import { studies } from './partners';
import { Suggestion } from './suggestion';

export function MenteeSide() {
  const [{ data }, refresh] = useQuery({ query: PartnersDocument });
  const [{ data: found }, search] = useQuery({ query: MentorSuggestionsDocument });
  const { submit, errors, isBusy } = useSubmit(BlacklistMentorDocument);
  const refuse = async (mentorId: string) => {
    if (!(await submit({ input: { mentorId } }))) return;
    refresh({ requestPolicy: 'network-only' });
    search({ requestPolicy: 'network-only' });
  };
  const mentor = data?.me?.mentor;
  const suggestions = found?.mentorSuggestions.nodes ?? [];
  return (
    <>
      <Card title="Your mentor">
        {mentor ? (
          <div>
            <strong>{mentor.fullName}</strong>
            <p className="hint">{studies(mentor)}</p>
            {mentor.email && <a href={`mailto:${mentor.email}`}>{mentor.email}</a>}
          </div>
        ) : (
          <p>No mentor yet. A mentor adds you to their roster; here are those who fit best.</p>
        )}
      </Card>
      <Card title="Mentors who fit">
        <FormErrors errors={general(errors, [])} />
        <ul className="rows">
          {suggestions.map(({ mentor, score, sentence }) => (
            <Suggestion key={mentor.id} person={mentor} score={score} sentence={sentence}>
              <button className="quiet" disabled={isBusy} onClick={() => void refuse(mentor.id)}>
                Not for me
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
