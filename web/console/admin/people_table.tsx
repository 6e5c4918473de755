// The table of people: sortable, with boxes that select rows, and links that open a person beside the list.

import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';

import type { PersonRowFragment } from '../api/operations';
import { firstPage } from '../parts/paging';
import { displayName, ROLE_NAMES } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import { setParams, useRoute } from '../parts/route';
import { formatDate } from '../parts/time';
import { listParams, type OrderName, orderOf } from './people_query';
import { breakableEmail, PersonLink, StatusBadges } from './person_status';

/** The ids of the selected people, and how to change them. */
export interface Selection {
  ids: ReadonlySet<string>;
  setIds: (ids: ReadonlySet<string>) => void;
}

interface TableProps {
  people: PersonRowFragment[];
  /** Null where the administrator may not act on several people. */
  selection: Selection | null;
  isStale: boolean;
}

export function PeopleTable({ people, selection, isStale }: TableProps) {
  const { params } = useRoute();
  const list = listParams(params);
  const openAddress = (id: string) => `#/people?${list}${list && '&'}person=${id}`;
  return (
    <div className="people-frame">
      <table className={`people-table${isStale ? ' is-stale' : ''}`} aria-busy={isStale}>
        <caption className="hidden">Accounts</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className="select-cell">
                <Select label="Select all on this page" of={people} selection={selection} />
              </th>
            )}
            <Sortable orders={['name', 'name-down']}>Name</Sortable>
            <Sortable className="if-roomy" orders={['email', 'email-down']}>
              Email
            </Sortable>
            <th scope="col" className="role-cell">
              Role and status
            </th>
            <Sortable className="if-wide" orders={['newest', 'oldest']} isDefault>
              Joined
            </Sortable>
            <Sortable className="if-wide" orders={['seen', 'unseen']}>
              Last sign-in
            </Sortable>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id} className={selection?.ids.has(person.id) ? 'is-selected' : ''}>
              {selection && (
                <td className="select-cell">
                  <Select label={`Select ${displayName(person)}`} of={[person]} selection={selection} />
                </td>
              )}
              <td>
                <PersonLink person={person} href={openAddress(person.id)} />
              </td>
              <td className="if-roomy email-cell">{breakableEmail(person.email)}</td>
              <td>
                <div className="role-line">
                  <span>{ROLE_NAMES[person.role]}</span>
                  <StatusBadges person={person} />
                </div>
              </td>
              <td className="if-wide number">{formatDate(person.dateJoined)}</td>
              <td className="if-wide number">
                {person.lastLogin ? (
                  <RelativeTime time={person.lastLogin} />
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

interface SortableProps {
  /** The order of the first press, and the reverse. */
  orders: readonly [OrderName, OrderName];
  /** Whether the list has this order unless the address says otherwise. */
  isDefault?: boolean;
  className?: string;
  children: ReactNode;
}

/** The head of a column, which sorts by it. */
function Sortable({ orders: [first, reverse], isDefault = false, className, children }: SortableProps) {
  const { params } = useRoute();
  const isUnordered = isDefault && !params.get('search') ? first : null;
  const order = orderOf(params) ?? isUnordered;
  const isSorted = order === first || order === reverse;
  // Newest first and last seen first are descending.
  const isAscending = order === 'oldest' || order === 'unseen' || order === 'name' || order === 'email';
  const next = order === first ? reverse : first;
  const chosen = isDefault && next === first && !params.get('search') ? null : next;
  const Icon = !isSorted ? ChevronsUpDown : isAscending ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (isAscending ? 'ascending' : 'descending') : undefined}
    >
      <button className="sort" onClick={() => setParams({ ...firstPage(), order: chosen })}>
        {children} <Icon size={14} aria-hidden />
      </button>
    </th>
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
