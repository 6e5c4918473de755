// What a mentee sees: the mentor, mentors to hope for, and those who are refused.

import { useQuery } from 'urql';

import { MentorSuggestionsDocument, PartnersDocument } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { nameOf } from '../parts/name';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import { studies } from './partners';
import { Refuse, Refused } from './refused';
import { Suggestion } from './suggestion';

export function MenteeSide() {
  const [{ data, error }, ask] = useQuery({ query: PartnersDocument, context: PEOPLE });
  const mentor = data?.me?.mentor;
  return (
    <>
      <Card title="Your mentor">
        {!data && <Pending error={error} retry={ask} />}
        {mentor && (
          <ul className="rows">
            <li>
              <div>
                <strong>{nameOf(mentor)}</strong>
                <p className="hint">{studies(mentor)}</p>
                {mentor.email && <a href={`mailto:${mentor.email}`}>{mentor.email}</a>}
              </div>
              <Refuse mentor={mentor} isMatched />
            </li>
          </ul>
        )}
        {data && !mentor && (
          <p>No mentor yet. A mentor adds you to their roster; here are those who fit best.</p>
        )}
      </Card>
      <Suggestions mentorId={mentor?.id} />
      <Refused mentors={data?.me?.blacklistedMentors ?? []} />
    </>
  );
}

/** Those who fit; the mentor one has is above. */
function Suggestions({ mentorId }: { mentorId: string | undefined }) {
  const [{ data, error }, ask] = useQuery({ query: MentorSuggestionsDocument, context: PEOPLE });
  const suggestions = data?.mentorSuggestions.nodes.filter(({ mentor }) => mentor.id !== mentorId);
  return (
    <Card title="Mentors who fit">
      {!suggestions && <Pending error={error} retry={ask} />}
      {suggestions?.length === 0 && (
        <p className="empty">Nobody {mentorId ? 'else' : 'yet'}. A fuller survey finds more people.</p>
      )}
      <ul className="rows">
        {suggestions?.map(({ mentor, score, sentence }) => (
          <Suggestion key={mentor.id} person={mentor} score={score} sentence={sentence}>
            <Refuse mentor={mentor} />
          </Suggestion>
        ))}
      </ul>
    </Card>
  );
}
