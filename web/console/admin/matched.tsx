// The tab with the current matches, newest first.

import { HeartHandshake } from 'lucide-react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MatchedDocument, type MatchedQuery } from '../api/operations';
import { EmptyState } from '../parts/empty_state';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { RelativeTime } from '../parts/relative_time';
import { useNow } from '../parts/time';
import { canUndo, timeLeft, UndoMatch } from './matching_undo';
import { useCan } from './permission';
import { PersonLink } from './person_status';
import { Unmatch } from './unmatch';

const SIZE = 20;

export function Matched() {
  const variables = usePage(SIZE, 'matched-');
  const [{ data, error, stale }, refetch] = useQuery({
    query: MatchedDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const matches = data?.matches.matched;
  return (
    <section className="card" aria-label="Matches">
      {(!matches || error) && <Pending error={error} retry={refetch} />}
      {matches?.nodes.length === 0 && (
        <EmptyState icon={HeartHandshake} title="No matches yet">
          <p>Choose mentors for the mentees who are waiting, or match everyone with a plan.</p>
        </EmptyState>
      )}
      {matches && matches.nodes.length > 0 && <MatchTable matches={matches.nodes} isStale={stale} />}
      {matches && <Pager of="matches" info={matches.pageInfo} prefix="matched-" />}
    </section>
  );
}

type Match = MatchedQuery['matches']['matched']['nodes'][number];

function MatchTable({ matches, isStale }: { matches: readonly Match[]; isStale: boolean }) {
  const mayEnd = useCan()('ROSTER_WRITE');
  const now = useNow();
  return (
    <table className={`match-table${isStale ? ' is-stale' : ''}`} aria-busy={isStale}>
      <caption className="hidden">Matches, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Mentee</th>
          <th scope="col">Mentor</th>
          <th scope="col">Matched</th>
          {mayEnd && (
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {matches.map((match) => (
          <tr key={match.mentee.id}>
            <td>
              <PersonLink person={match.mentee} />
            </td>
            <td>
              <PersonLink person={match.mentor} />
            </td>
            <td className="number">
              <span className="if-narrow">Matched </span>
              <RelativeTime time={match.matchedAt} />
            </td>
            {mayEnd && (
              <td className="actions-cell">
                <End match={match} now={now} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Undoes a match while that is possible, and ends it afterward. */
function End({ match: { mentee, mentor, undoUntil }, now }: { match: Match; now: number }) {
  if (!canUndo(undoUntil, now)) return <Unmatch mentee={mentee} mentor={mentor} />;
  return (
    <>
      <UndoMatch mentee={mentee} mentor={mentor} />
      <div className="hint number">{timeLeft(undoUntil, now)}</div>
    </>
  );
}
