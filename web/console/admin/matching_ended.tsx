// The tab with matches that ended, latest first, and why.

import { History } from 'lucide-react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { EndedMatchesDocument, type EndedMatchesQuery, type MatchEndedBy } from '../api/operations';
import { EmptyState } from '../parts/empty_state';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { RelativeTime } from '../parts/relative_time';
import { formatDate } from '../parts/time';
import { PersonLink } from './person_status';
import { END_REASONS } from './unmatch';

const SIZE = 20;

const ENDED_BY: Record<MatchEndedBy, string> = {
  MENTEE: 'by the mentee',
  BLOCK: 'by the mentee, who blocked the mentor',
  MENTOR: 'by the mentor',
  ADMIN: 'by an administrator',
  PLATFORM: 'because a role changed or an account was deleted',
};

type Ended = EndedMatchesQuery['matches']['ended']['nodes'][number];

export function EndedMatches() {
  const variables = usePage(SIZE, 'ended-');
  const [{ data, error, stale }, refetch] = useQuery({
    query: EndedMatchesDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const matches = data?.matches.ended;
  return (
    <section className="card" aria-label="Ended matches">
      {(!matches || error) && <Pending error={error} retry={refetch} />}
      {matches?.nodes.length === 0 && (
        <EmptyState icon={History} title="No match has ended">
          <p>Once one does, you'll see who ended it here, and why.</p>
        </EmptyState>
      )}
      {matches && matches.nodes.length > 0 && (
        <table className={`match-table${stale ? ' is-stale' : ''}`} aria-busy={stale}>
          <caption className="hidden">Ended matches, latest first</caption>
          <thead>
            <tr>
              <th scope="col">Mentee</th>
              <th scope="col">Mentor</th>
              <th scope="col">Why</th>
              <th scope="col">Ended</th>
            </tr>
          </thead>
          <tbody>
            {matches.nodes.map((match) => (
              <Row key={`${match.matchedAt}/${match.mentee?.id ?? match.endedAt}`} match={match} />
            ))}
          </tbody>
        </table>
      )}
      {matches && <Pager of="ended matches" info={matches.pageInfo} prefix="ended-" />}
    </section>
  );
}

function Row({ match: { mentee, mentor, matchedAt, endedAt, endedBy, reason } }: { match: Ended }) {
  return (
    <tr>
      <td>
        <Person person={mentee} />
      </td>
      <td>
        <Person person={mentor} />
      </td>
      <td>
        {reason ? END_REASONS[reason] : 'No reason given'}
        <div className="hint">{ENDED_BY[endedBy]}</div>
      </td>
      <td>
        <span className="if-narrow">Ended </span>
        <RelativeTime time={endedAt} />
        <div className="hint">Matched {formatDate(matchedAt)}</div>
      </td>
    </tr>
  );
}

function Person({ person }: { person: Ended['mentee'] }) {
  return person ? <PersonLink person={person} /> : <span className="soft">A deleted account</span>;
}
