// The list of matches, newest first.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MatchedDocument, type MatchedQuery } from '../api/operations';
import { Card } from '../parts/card';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { formatDate } from '../parts/time';
import { useCan } from './permission';
import { PersonLink } from './person_status';
import { Unmatch } from './unmatch';

const SIZE = 10;

export function Matched() {
  const variables = usePage(SIZE, 'matched-');
  const [{ data, error, stale }, refetch] = useQuery({
    query: MatchedDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const matches = data?.matches.matched;
  return (
    <Card title="Matches">
      {!matches && <Pending error={error} retry={refetch} />}
      {matches?.nodes.length === 0 && <p className="empty">No matches yet.</p>}
      {matches && matches.nodes.length > 0 && <MatchTable matches={matches.nodes} isStale={stale} />}
      {matches && <Pager of="matches" info={matches.pageInfo} prefix="matched-" />}
    </Card>
  );
}

interface TableProps {
  matches: MatchedQuery['matches']['matched']['nodes'];
  isStale: boolean;
}

function MatchTable({ matches, isStale }: TableProps) {
  const can = useCan();
  return (
    <div className="table-frame is-whole">
      <table className={`people-list${isStale ? ' is-stale' : ''}`} aria-busy={isStale}>
        <caption className="hidden">Matches, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Mentee</th>
            <th scope="col">Mentor</th>
            <th scope="col" className="if-wide">
              Since
            </th>
            {can('ROSTER_WRITE') && (
              <th scope="col" className="actions-cell">
                <span className="hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {matches.map(({ mentee, mentor, matchedAt }) => (
            <tr key={mentee.id}>
              <td>
                <PersonLink person={mentee} />
              </td>
              <td>
                <PersonLink person={mentor} />
              </td>
              <td className="if-wide number">{formatDate(matchedAt)}</td>
              {can('ROSTER_WRITE') && (
                <td className="actions-cell">
                  <Unmatch mentee={mentee} mentor={mentor} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
