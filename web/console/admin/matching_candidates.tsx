// The mentors for a mentee, best first, and a search among all mentors with open spots.

import { UserX } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { CandidatesDocument, FreeMentorsDocument, type FreeMentorsQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { EmptyState } from '../parts/empty_state';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { SearchField } from '../parts/search_field';
import { Factors, Fit } from './matching_fit';
import { GrowingList, type OnEnd } from './matching_pages';
import { Spots } from './matching_spots';

const SIZE = 9;

type Mentor = FreeMentorsQuery['mentors']['nodes'][number];

interface ChoiceProps {
  menteeId: string;
  isBusy: boolean;
  match: (mentor: Mentor) => Promise<void>;
}

export function MentorChoice(props: ChoiceProps) {
  const [search, setSearch] = useState('');
  return (
    <>
      <div className="choice-head">
        <h3>{search ? 'Mentors with this name' : 'Best mentors'}</h3>
        <SearchField label="Search mentors by name" value={search} onSearch={setSearch} />
      </div>
      <GrowingList key={search} of="mentors">
        {(after, onEnd) =>
          search ? (
            <FoundMentors {...props} search={search} after={after} onEnd={onEnd} />
          ) : (
            <Candidates {...props} after={after} onEnd={onEnd} />
          )
        }
      </GrowingList>
    </>
  );
}

interface PageProps extends ChoiceProps {
  after: string | null;
  onEnd: OnEnd;
}

function Candidates({ menteeId, after, onEnd, isBusy, match }: PageProps) {
  const [{ data, error }, refetch] = useQuery({
    query: CandidatesDocument,
    variables: { menteeId, first: SIZE, after },
    context: PEOPLE_CONTEXT,
  });
  const list = data?.mentorCandidates;
  useEffect(() => {
    if (list) onEnd?.(list.pageInfo);
  }, [list, onEnd]);
  if (!list) return <Pending error={error} retry={refetch} />;
  if (list.nodes.length === 0 && !after) return <NoMentors />;
  return (
    <ol className="candidates">
      {list.nodes.map(({ mentor, score, sentence, factors }, index) => (
        <Candidate
          key={mentor.id}
          mentor={mentor}
          number={after ? null : index + 1}
          fit={<Fit score={score} />}
          isBusy={isBusy}
          match={match}
        >
          <p>{sentence}</p>
          <Factors factors={factors} />
        </Candidate>
      ))}
    </ol>
  );
}

function FoundMentors({ search, after, onEnd, isBusy, match }: PageProps & { search: string }) {
  const [{ data, error }, refetch] = useQuery({
    query: FreeMentorsDocument,
    variables: { filter: { hasSpots: true, search }, first: SIZE, after },
    context: PEOPLE_CONTEXT,
  });
  const list = data?.mentors;
  useEffect(() => {
    if (list) onEnd?.(list.pageInfo);
  }, [list, onEnd]);
  if (!list) return <Pending error={error} retry={refetch} />;
  if (list.nodes.length === 0 && !after) return <p className="empty">No mentors found.</p>;
  return (
    <ol className="candidates">
      {list.nodes.map((mentor, index) => (
        <Candidate
          key={mentor.id}
          mentor={mentor}
          number={after ? null : index + 1}
          isBusy={isBusy}
          match={match}
        >
          {mentor.goals && <p>Goals: {mentor.goals}</p>}
        </Candidate>
      ))}
    </ol>
  );
}

interface CandidateProps {
  mentor: Mentor;
  /** The key that goes to this mentor; null after the first page. */
  number: number | null;
  fit?: ReactNode;
  isBusy: boolean;
  match: (mentor: Mentor) => Promise<void>;
  /** Why the two fit. */
  children: ReactNode;
}

function Candidate({ mentor, number, fit, isBusy, match, children }: CandidateProps) {
  const name = displayName(mentor);
  return (
    <li>
      <div className="candidate-person with-avatar">
        <Avatar person={mentor} />
        <div>
          <div className="name-line person">
            <a href={`#/people/${mentor.id}`}>{name}</a>
            {fit}
          </div>
          <p className="hint">{yearAndMajors(mentor)}</p>
        </div>
      </div>
      <div className="candidate-reasons">{children}</div>
      <Spots capacity={mentor.capacity} spotsLeft={mentor.spotsLeft} />
      <div className="candidate-match">
        {number !== null && <kbd aria-hidden>{number}</kbd>}
        <button
          data-match
          className={number === 1 ? 'primary' : undefined}
          aria-disabled={isBusy}
          aria-label={`Match with ${name}`}
          onClick={() => void match(mentor)}
        >
          Match
        </button>
      </div>
    </li>
  );
}

function NoMentors() {
  return (
    <EmptyState icon={UserX} title="No mentors have open spots">
      <p>Open another spot on a full roster, or invite mentors.</p>
      <a className="button" href="#/matches?tab=full">
        Full rosters
      </a>
    </EmptyState>
  );
}
