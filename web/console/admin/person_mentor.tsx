// A mentee's mentor, or a link to find one.

import { Card } from '../parts/card';
import { useCan } from './permission';
import type { Person } from './person';
import { PersonLink } from './person_status';
import { Unmatch } from './unmatch';

export function PersonMentor({ person }: { person: Person }) {
  const can = useCan();
  const { mentor } = person;
  return (
    <Card title="Mentor">
      {mentor ? (
        <ul className="rows">
          <li>
            <PersonLink person={mentor} />
            {can('ROSTER_WRITE') && <Unmatch mentee={person} mentor={mentor} />}
          </li>
        </ul>
      ) : (
        <div className="empty">
          <p>No mentor yet.</p>
          {can('ROSTER_WRITE') && !person.isDeleted && (
            <a className="button primary" href={`#/matches/${person.id}`}>
              Find a mentor
            </a>
          )}
        </div>
      )}
    </Card>
  );
}
