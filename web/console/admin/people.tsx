// The list of all accounts, with search, filters, sorting, and pages. The page's address holds them.

import { useMemo, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { PeopleDocument, type PersonRowFragment } from '../api/operations';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { ROLE_NAMES } from '../parts/person';
import { useRoute } from '../parts/route';
import { formatDate, formatDateTime } from '../parts/time';
import { Invite } from './invite';
import { PeopleFilters, queryVariables } from './people_filters';
import { useCan } from './permission';
import { PersonLink, StatusBadges } from './person_status';

const SIZE = 20;

export function People() {
  const can = useCan();
  const [invited, setInvited] = useState<string | null>(null);
  const { params } = useRoute();
  const page = usePage(SIZE);
  const search = params.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parameters include those of the page.
  const variables = useMemo(
    () => ({ ...queryVariables(new URLSearchParams(search)), ...page }),
    [search],
  );
  const [{ data, error, stale, fetching }, refetch] = useQuery({
    query: PeopleDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const people = data?.users;
  return (
    <>
      <div className="page-head">
        <h1>People</h1>
        {can('USERS_WRITE') && <Invite onInvited={setInvited} />}
      </div>
      <div role="status">{invited && <p className="notice">Invitation sent to {invited}.</p>}</div>
      <section className="card" aria-label="Accounts">
        <PeopleFilters />
        {people && !error ? (
          <>
            <PeopleTable people={people.nodes} isStale={stale || fetching} />
            <Pager of="people" info={people.pageInfo} />
          </>
        ) : (
          <Pending error={error} retry={refetch} />
        )}
      </section>
    </>
  );
}

function PeopleTable({ people, isStale }: { people: PersonRowFragment[]; isStale: boolean }) {
  if (people.length === 0) return <p className="empty">No people found.</p>;
  return (
    <div className="table-frame is-whole">
      <table className={`people-list${isStale ? ' is-stale' : ''}`} aria-busy={isStale}>
        <caption className="hidden">Accounts</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className="role-cell">
              Role and status
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
                {ROLE_NAMES[person.role]}
                <StatusBadges person={person} />
              </td>
              <td className="if-wide number">{formatDate(person.dateJoined)}</td>
              <td className="if-wide number">
                {person.lastLogin ? (
                  formatDateTime(person.lastLogin)
                ) : (
                  <span className="soft">Never</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
