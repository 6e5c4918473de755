// All accounts: search, filter, order, page by page. The address says what is shown.

import { useMemo } from 'react';
import { useQuery } from 'urql';

import { PeopleDocument, type PersonRowFragment } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { useRoute } from '../parts/route';
import { at, on } from '../parts/time';
import { PeopleFilters, wanted } from './people_filters';
import { PersonLink, PersonState, ROLES } from './person_state';

const SIZE = 20;

export function People() {
  const { params } = useRoute();
  const page = usePage(SIZE);
  const question = params.toString();
  const variables = useMemo(
    () => ({ ...wanted(new URLSearchParams(question)), ...page }),
    // The address has all of it.
    [question],
  );
  const [{ data, error, stale, fetching }, ask] = useQuery({
    query: PeopleDocument,
    variables,
    context: PEOPLE,
  });
  const people = data?.users;
  return (
    <>
      <h1>People</h1>
      <section className="card" aria-label="Accounts">
        <PeopleFilters />
        {people && !error ? (
          <>
            <PeopleTable people={people.nodes} isStale={stale || fetching} />
            <Pager of="people" info={people.pageInfo} />
          </>
        ) : (
          <Pending error={error} retry={ask} />
        )}
      </section>
    </>
  );
}

function PeopleTable({ people, isStale }: { people: PersonRowFragment[]; isStale: boolean }) {
  if (people.length === 0) return <p className="empty">Nobody is like that.</p>;
  return (
    <div className="table-frame is-whole">
      <table className={`people-list${isStale ? ' is-stale' : ''}`} aria-busy={isStale}>
        <caption className="hidden">Accounts</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className="role-cell">
              Role and state
            </th>
            <th scope="col" className="if-wide">
              Joined
            </th>
            <th scope="col" className="if-wide">
              Last sign-in
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                <PersonLink person={person} />
              </td>
              <td>
                {ROLES[person.role]}
                <PersonState person={person} />
              </td>
              <td className="if-wide number">{on(person.dateJoined)}</td>
              <td className="if-wide number">
                {person.lastLogin ? at(person.lastLogin) : <span className="soft">Never</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
