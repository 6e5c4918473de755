// One person: how the account stands, who they are matched with, what they say of themselves.

import { useState } from 'react';
import { useQuery } from 'urql';

import { PersonDocument, type PersonQuery } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { nameOf } from '../parts/name';
import { FLAGS } from '../parts/profile_fields';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import { PersonAccount } from './person_account';
import { PersonDeletion } from './person_deletion';
import { PersonMentor } from './person_mentor';
import { PersonRoster } from './person_roster';
import { PersonSignals } from './person_signals';
import { useCan } from './permission';
import { PersonState, ROLES } from './person_state';

/** An account, as administrators see it. */
export type Person = NonNullable<PersonQuery['user']>;

export function PersonPage({ id }: { id: string }) {
  const can = useCan();
  const [gone, setGone] = useState<string | null>(null);
  const [{ data, error }, ask] = useQuery({
    query: PersonDocument,
    variables: { id },
    context: PEOPLE,
  });
  const person = data?.user;
  return (
    <>
      <div className="page-head">
        <div>
          <a className="back" href="#/people">
            ← People
          </a>
          <h1>{person ? nameOf(person) : (gone ?? 'Person')}</h1>
          {person && (
            <div className="badges">
              <span className="badge">{ROLES[person.role]}</span>
              <PersonState person={person} />
            </div>
          )}
        </div>
        {person && can('USERS_WRITE') && (
          <a className="button" href={`#/people/${id}/edit`}>
            Edit
          </a>
        )}
      </div>
      {!data && <Pending error={error} retry={ask} />}
      {data && !person && (
        <p className="notice" role="status">
          {gone ? 'The account is deleted for good.' : 'There is no such person (any more).'}
        </p>
      )}
      {person && <PersonCards person={person} gone={() => setGone(nameOf(person))} />}
    </>
  );
}

function PersonCards({ person, gone }: { person: Person; gone: () => void }) {
  const can = useCan();
  return (
    <>
      <div className="columns">
        <PersonAccount person={person} />
        {person.role === 'MENTOR' && <PersonRoster person={person} />}
        {person.role === 'MENTEE' && <PersonMentor person={person} />}
      </div>
      <div className="columns">
        <Profile person={person} />
        {can('SIGNALS_READ') && <PersonSignals id={person.id} />}
      </div>
      <PersonDeletion person={person} gone={gone} />
    </>
  );
}

function Profile({ person }: { person: Person }) {
  const background = FLAGS.slice(0, 5)
    .filter(([name]) => person[name])
    .map(([, label]) => label);
  const facts = [
    ['Year', person.year === null ? '' : String(person.year)],
    ['Majors', person.major.join(', ')],
    ['Minors', person.minor.join(', ')],
    ['Hobbies', person.hobbies],
    ['Clubs', person.clubs],
    ['Goals', person.goals],
    ['Background', [...background, person.otherBackground].filter(Boolean).join('\n')],
  ] as const;
  const given = facts.filter(([, value]) => value);
  const missing = person.missingFields.length;
  return (
    <Card
      title="Profile"
      aside={missing > 0 && <span className="badge badge-warn">{missing} of 4 missing</span>}
    >
      {given.length === 0 ? (
        <p className="empty">Nothing is said here yet.</p>
      ) : (
        <dl className="facts">
          {given.map(([label, value]) => (
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
