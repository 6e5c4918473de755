// Mentors who have no place left.

import { useQuery } from 'urql';

import { FullMentorsDocument } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import { PersonLink } from './person_state';

const SIZE = 8;

export function Full() {
  const variables = usePage(SIZE, 'full-');
  const [{ data, error }, ask] = useQuery({
    query: FullMentorsDocument,
    variables,
    context: PEOPLE,
  });
  const full = data?.matches.full;
  return (
    <Card title="Full rosters">
      {!full && <Pending error={error} retry={ask} />}
      {full?.nodes.length === 0 && <p className="empty">Every mentor has a place left.</p>}
      <ul className="rows">
        {full?.nodes.map((mentor) => (
          <li key={mentor.id}>
            <PersonLink person={mentor} />
            <span className="hint">{mentor.roster?.capacity} of {mentor.roster?.capacity}</span>
          </li>
        ))}
      </ul>
      {full && <Pager of="full mentors" info={full.pageInfo} name="full-" />}
    </Card>
  );
}
