// The list of all accounts, with search, filters, sorting, and pages. The page's address holds them.

import { useMemo, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { PeopleDocument, type PersonRowFragment, type UserFilter } from '../api/operations';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName, ROLE_NAMES } from '../parts/person';
import { useRoute } from '../parts/route';
import { formatDate, formatDateTime } from '../parts/time';
import { BulkActions } from './bulk_actions';
import { Invite } from './invite';
import { downloadLink, PeopleFilters, queryVariables } from './people_filters';
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
            <Selectable
              key={search}
              people={people.nodes}
              filter={variables.filter ?? {}}
              isStale={stale || fetching}
            />
            {/* Without the key, so that its buttons keep the focus from page to page. */}
            <Pager of="people" info={people.pageInfo} />
          </>
        ) : (
          <Pending error={error} retry={refetch} />
        )}
      </section>
    </>
  );
}

interface SelectableProps {
  people: PersonRowFragment[];
  filter: UserFilter;
  isStale: boolean;
}

/** A page of people, of whom some can be selected. */
function Selectable({ people, filter, isStale }: SelectableProps) {
  const can = useCan();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selection = can('USERS_WRITE') ? { ids, setIds } : null;
  const selected = people.filter(({ id }) => ids.has(id)).map(({ id }) => id);
  const clear = () => setIds(new Set());
  return (
    <>
      {selection && (
        <BulkActions {...{ selected, filter }} isEmpty={people.length === 0} onDone={clear} />
      )}
      <PeopleTable people={people} selection={selection} isStale={isStale} />
      {people.length > 0 && (
        <a className="button" href={downloadLink(filter)} download>
          Download CSV
        </a>
      )}
    </>
  );
}

interface Selection {
  ids: ReadonlySet<string>;
  setIds: (ids: ReadonlySet<string>) => void;
}

interface TableProps {
  people: PersonRowFragment[];
  selection: Selection | null;
  isStale: boolean;
}

function PeopleTable({ people, selection, isStale }: TableProps) {
  if (people.length === 0) return <p className="empty">No people found.</p>;
  return (
    <div className="table-frame is-whole">
      <table className={`people-list${isStale ? ' is-stale' : ''}`} aria-busy={isStale}>
        <caption className="hidden">Accounts</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className="select-cell">
                <Select label="Select all on this page" of={people} selection={selection} />
              </th>
            )}
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
              {selection && (
                <td className="select-cell">
                  <Select label={`Select ${displayName(person)}`} of={[person]} selection={selection} />
                </td>
              )}
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

interface SelectProps {
  label: string;
  of: PersonRowFragment[];
  selection: Selection;
}

/** A checkbox that selects people, checked if all of them are selected. */
function Select({ label, of, selection: { ids, setIds } }: SelectProps) {
  const select = (isSelected: boolean) => {
    const changed = new Set(ids);
    for (const { id } of of) {
      if (isSelected) changed.add(id);
      else changed.delete(id);
    }
    setIds(changed);
  };
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={of.every(({ id }) => ids.has(id))}
      onChange={(event) => select(event.target.checked)}
    />
  );
}
