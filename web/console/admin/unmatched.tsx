// Mentees who wait for a mentor, the longest first.

import { useQuery } from 'urql';

import { UnmatchedDocument } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { studies } from '../member/partners';
import { nameOf } from '../parts/name';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import { on } from '../parts/time';
import { useCan } from './permission';
import { PersonLink } from './person_state';

const SIZE = 8;

export function Unmatched() {
  const can = useCan();
  const variables = usePage(SIZE, 'waiting-');
  const [{ data, error }, ask] = useQuery({ query: UnmatchedDocument, variables, context: PEOPLE });
  const waiting = data?.matches.unmatched;
  return (
    <Card title="Waiting for a mentor">
      {!waiting && <Pending error={error} retry={ask} />}
      {waiting?.nodes.length === 0 && <p className="empty">Every mentee has a mentor.</p>}
      <ul className="rows">
        {waiting?.nodes.map((mentee) => (
          <li key={mentee.id}>
            <div>
              <PersonLink person={mentee} />
              <p className="hint">
                {[studies(mentee), `since ${on(mentee.dateJoined)}`].filter(Boolean).join(' · ')}
              </p>
            </div>
            {can('ROSTER_WRITE') && (
              <a
                className="button"
                href={`#/matches/${mentee.id}`}
                aria-label={`Find a mentor for ${nameOf(mentee)}`}
              >
                Find a mentor
              </a>
            )}
          </li>
        ))}
      </ul>
      {waiting && <Pager of="waiting mentees" info={waiting.pageInfo} name="waiting-" />}
    </Card>
  );
}
