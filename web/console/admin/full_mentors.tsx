// The list of mentors with a full roster or who pause.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { FullMentorsDocument } from '../api/operations';
import { Card } from '../parts/card';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { PersonLink } from './person_status';

const SIZE = 8;

export function FullMentors() {
  const variables = usePage(SIZE, 'full-');
  const [{ data, error }, refetch] = useQuery({
    query: FullMentorsDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const mentors = data?.matches.full;
  return (
    <Card title="Full rosters">
      {!mentors && <Pending error={error} retry={refetch} />}
      {mentors?.nodes.length === 0 && <p className="empty">No mentor's roster is full.</p>}
      <ul className="rows">
        {mentors?.nodes.map((mentor) => (
          <li key={mentor.id}>
            <PersonLink person={mentor} />
            <span className="hint">
              {mentor.roster?.isPaused
                ? 'Paused'
                : `${mentor.roster?.capacity} of ${mentor.roster?.capacity}`}
            </span>
          </li>
        ))}
      </ul>
      {mentors && <Pager of="full rosters" info={mentors.pageInfo} prefix="full-" />}
    </Card>
  );
}
