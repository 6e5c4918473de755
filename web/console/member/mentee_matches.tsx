// A mentee's matches page: their mentor, requests, suggested mentors, and blocked mentors.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MentorSuggestionsDocument, MyMatchesDocument } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { AskMentor } from './ask_mentor';
import { BlockedMentors, BlockMentor } from './blocked_mentors';
import { LeaveMentor } from './leave_mentor';
import { ReportConcern } from './report_concern';
import { Requests, useRequests } from './requests';
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
              <div className="row">
                <LeaveMentor mentor={mentor} />
                <BlockMentor mentor={mentor} isMatched />
                <ReportConcern about={mentor} />
              </div>
            </li>
          </ul>
        )}
        {data && !mentor && <p>No mentor yet. Once you're matched with one, you'll see them here.</p>}
      </Card>
      <Requests />
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
  const [requests] = useRequests();
  const asked = new Set(requests.data?.open.nodes.map(({ mentor }) => mentor.id));
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
            <div className="row">
              {!mentorId && <AskMentor mentor={mentor} isAsked={asked.has(mentor.id)} />}
              <BlockMentor mentor={mentor} />
            </div>
          </Suggestion>
        ))}
      </ul>
    </Card>
  );
}
