// The most important about a person: the account, the partners, and the profile.

import { Card } from '../parts/card';
import { yearName } from '../parts/person';
import { FLAGS, LABELS } from '../parts/profile_fields';
import type { Person } from './person';
import { PersonAccount } from './person_account';
import { PendingDeletion } from './person_deletion';
import { PersonMentor } from './person_mentor';
import { PersonRoster } from './person_roster';

export function PersonOverview({ person }: { person: Person }) {
  return (
    <>
      {person.isDeleted && <PendingDeletion person={person} />}
      <div className="columns">
        <div className="stack">
          {person.role === 'MENTOR' && <PersonRoster person={person} />}
          {person.role === 'MENTEE' && <PersonMentor person={person} />}
          <PersonAccount person={person} />
        </div>
        <Profile person={person} />
      </div>
    </>
  );
}

function Profile({ person }: { person: Person }) {
  const background = FLAGS.slice(0, 5)
    .filter(([name]) => person[name])
    .map(([, label]) => label);
  const facts = [
    [LABELS.year, person.year === null ? '' : yearName(person.year)],
    [`${LABELS.major}s`, person.major.join(', ')],
    [`${LABELS.minor}s`, person.minor.join(', ')],
    [LABELS.hobbies, person.hobbies],
    [LABELS.clubs, person.clubs],
    [LABELS.goals, person.goals],
    ['Background', [...background, person.otherBackground].filter(Boolean).join('\n')],
  ] as const;
  const known = facts.filter(([, value]) => value);
  const missing = person.missingFields.length;
  return (
    <Card
      title="Profile"
      aside={missing > 0 && <span className="badge badge-warn">Incomplete: {missing} of 4 missing</span>}
    >
      {known.length === 0 ? (
        <p className="empty">No profile information yet.</p>
      ) : (
        <dl className="facts">
          {known.map(([label, value]) => (
            <div className="fact" key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
