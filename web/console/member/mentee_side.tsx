// What a mentee sees: the mentor, mentors to hope for, and those who are refused.

import { useQuery } from 'urql';

import { MentorSuggestionsDocument, PartnersDocument } from '../api/operations';
import { PEOPLE } from '../api/touched';
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
          <div>
            <strong>{mentor.fullName}</strong>
            <p className="hint">{studies(mentor)}</p>
            {mentor.email && <a href={`mailto:${mentor.email}`}>{mentor.email}</a>}
          </div>
        )}
        {data && !mentor && (
          <p>No mentor yet. A mentor adds you to their roster; here are those who fit best.</p>
        )}
      </Card>
      <Suggestions />
      <Refused mentors={data?.me?.blacklistedMentors ?? []} />
    </>
  );
}

function Suggestions() {
  const [{ data, error }, ask] = useQuery({ query: MentorSuggestionsDocument, context: PEOPLE });
  const suggestions = data?.mentorSuggestions.nodes;
  return (
    <Card title="Mentors who fit">
      {!suggestions && <Pending error={error} retry={ask} />}
      {suggestions?.length === 0 && (
        <p className="empty">Nobody yet. A fuller survey finds more people.</p>
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
