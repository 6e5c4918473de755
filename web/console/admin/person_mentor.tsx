// A mentee's mentor. The head of the page has the link that finds one.

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
        <p className="soft">No mentor yet.</p>
      )}
    </Card>
  );
}
