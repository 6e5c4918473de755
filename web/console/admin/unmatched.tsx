// The list of mentees who are eligible for a match, longest wait first.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { UnmatchedDocument } from '../api/operations';
import { Card } from '../parts/card';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { formatDate } from '../parts/time';
import { useCan } from './permission';
import { PersonLink } from './person_status';

const SIZE = 8;

export function Unmatched() {
  const can = useCan();
  const variables = usePage(SIZE, 'unmatched-');
  const [{ data, error }, refetch] = useQuery({
    query: UnmatchedDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const mentees = data?.matches.unmatched;
  return (
    <Card title="Waiting for a mentor">
      {!mentees && <Pending error={error} retry={refetch} />}
      {mentees?.nodes.length === 0 && (
        <p className="empty">No mentee with a complete profile is waiting for a mentor.</p>
      )}
      <ul className="rows">
        {mentees?.nodes.map((mentee) => (
          <li key={mentee.id}>
            <div>
              <PersonLink person={mentee} />
              <p className="hint">
                {[yearAndMajors(mentee), `Joined ${formatDate(mentee.dateJoined)}`]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {can('ROSTER_WRITE') && (
              <a
                className="button"
                href={`#/matches/${mentee.id}`}
                aria-label={`Find a mentor for ${displayName(mentee)}`}
              >
                Find a mentor
              </a>
            )}
          </li>
        ))}
      </ul>
      {mentees && <Pager of="unmatched mentees" info={mentees.pageInfo} prefix="unmatched-" />}
    </Card>
  );
}
