// A mentee's matches page: their mentor, suggested mentors, and blocked mentors.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MentorSuggestionsDocument, MyMatchesDocument } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { Card } from '../parts/shell';
import { BlockedMentors, BlockMentor } from './blocked_mentors';
import { Suggestion } from './suggestion';

export function MenteeMatches() {
  const [{ data, error }, refetch] = useQuery({
    query: MyMatchesDocument,
    context: PEOPLE_CONTEXT,
  });
  const mentor = data?.me?.mentor;
  return (
    <>
      <Card title="Your mentor">
        {!data && <Pending error={error} retry={refetch} />}
        {mentor && (
          <ul className="rows">
            <li>
              <div className="with-avatar">
                <Avatar person={mentor} />
                <div>
                  <strong>{displayName(mentor)}</strong>
                  <p className="hint">{yearAndMajors(mentor)}</p>
                  {mentor.email && <a href={`mailto:${mentor.email}`}>{mentor.email}</a>}
                </div>
              </div>
              <BlockMentor mentor={mentor} isMatched />
            </li>
          </ul>
        )}
        {data && !mentor && (
          <p>No mentor yet. Once a mentor adds you to their roster, you'll see them here.</p>
        )}
      </Card>
      <Suggestions mentorId={mentor?.id} />
      {data?.me && <BlockedMentors blocked={data.me.blockedMentors} />}
    </>
  );
}

/** Suggested mentors, without the mentee's own. */
function Suggestions({ mentorId }: { mentorId: string | undefined }) {
  const [{ data, error }, refetch] = useQuery({
    query: MentorSuggestionsDocument,
    context: PEOPLE_CONTEXT,
  });
  const suggestions = data?.mentorSuggestions.nodes.filter(({ mentor }) => mentor.id !== mentorId);
  return (
    <Card title="Suggested mentors">
      {!suggestions && <Pending error={error} retry={refetch} />}
      {suggestions?.length === 0 && (
        <p className="empty">
          {mentorId ? 'No other suggestions.' : 'No suggestions yet.'} Add more to your survey to find
          more mentors.
        </p>
      )}
      <ul className="rows">
        {suggestions?.map(({ mentor, score, sentence }) => (
          <Suggestion key={mentor.id} person={mentor} score={score} sentence={sentence}>
            <BlockMentor mentor={mentor} />
          </Suggestion>
        ))}
      </ul>
    </Card>
  );
}
