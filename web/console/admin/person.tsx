// A person's page: account, matches, profile, signals, and deletion.

import { useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { PersonDocument, type PersonQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { displayName, ROLE_NAMES } from '../parts/person';
import { FLAGS, LABELS } from '../parts/profile_fields';
import { Impersonate } from './impersonate';
import { useCan } from './permission';
import { PersonAccount } from './person_account';
import { PersonDeletion } from './person_deletion';
import { PersonMentor } from './person_mentor';
import { PersonRoster } from './person_roster';
import { PersonSessions } from './person_sessions';
import { PersonSignals } from './person_signals';
import { StatusBadges } from './person_status';

/** The message when an account does not exist. */
export const NO_SUCH_ACCOUNT = "This account doesn't exist. It may have been deleted.";

/** An account, as administrators see it. */
export type Person = NonNullable<PersonQuery['user']>;

export function PersonPage({ id }: { id: string }) {
  const can = useCan();
  const [deletedName, setDeletedName] = useState<string | null>(null);
  const [{ data, error }, refetch] = useQuery({
    query: PersonDocument,
    variables: { id },
    context: PEOPLE_CONTEXT,
  });
  const person = data?.user;
  return (
    <>
      <div className="page-head">
        <div>
          <a className="back" href="#/people">
            ← People
          </a>
          <div className="with-avatar">
            {person && <Avatar person={person} large />}
            <div>
              <h1>{person ? displayName(person) : (deletedName ?? 'Person')}</h1>
              {person && (
                <div className="badges">
                  <span className="badge">{ROLE_NAMES[person.role]}</span>
                  <StatusBadges person={person} />
                </div>
              )}
            </div>
          </div>
        </div>
        <div className="row">
          {person && <Impersonate person={person} />}
          {person && can('USERS_WRITE') && (
            <a className="button" href={`#/people/${id}/edit`}>
              Edit
            </a>
          )}
        </div>
      </div>
      {!data && <Pending error={error} retry={refetch} />}
      {data && !person && (
        <p className="notice" role="status">
          {deletedName ? 'The account has been permanently deleted.' : NO_SUCH_ACCOUNT}
        </p>
      )}
      {person && <PersonCards person={person} onDeleted={() => setDeletedName(displayName(person))} />}
    </>
  );
}

function PersonCards({ person, onDeleted }: { person: Person; onDeleted: () => void }) {
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
      {can('SESSIONS_READ') && <PersonSessions id={person.id} />}
      <PersonDeletion person={person} onDeleted={onDeleted} />
    </>
  );
}

function Profile({ person }: { person: Person }) {
  const background = FLAGS.slice(0, 5)
    .filter(([name]) => person[name])
    .map(([, label]) => label);
  const facts = [
    [LABELS.year, person.year === null ? '' : String(person.year)],
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
