// What narrows and orders the list of people.

import type { PeopleQueryVariables, Role } from '../api/operations';
import { SelectField } from '../parts/fields';
import { firstPage } from '../parts/paging';
import { show, useRoute } from '../parts/route';
import { SearchField } from '../parts/search_field';
import { ROLES } from './person_state';

type Options = readonly (readonly [value: string, text: string])[];

const ROLE: Options = [['', 'All'], ...Object.entries(ROLES)];
const VERIFIED = either('Verified', 'Unverified');
const ACTIVE = either('Active', 'Deactivated');
const DELETED = either('Leaving', 'Not leaving');
const MATCHED = either('Matched', 'Not matched');
const ORDERS = {
  newest: { field: 'JOINED_AT', direction: 'DESC' },
  oldest: { field: 'JOINED_AT', direction: 'ASC' },
  name: { field: 'NAME', direction: 'ASC' },
  email: { field: 'EMAIL', direction: 'ASC' },
  seen: { field: 'LAST_LOGIN', direction: 'DESC' },
} as const;

/** What the address asks for, as the API takes it. */
export function wanted(params: URLSearchParams): PeopleQueryVariables {
  const is = (name: string) => (params.has(name) ? params.get(name) === 'yes' : null);
  const role = params.get('role');
  const order = params.get('order');
  return {
    filter: {
      search: params.get('search'),
      role: isRole(role) ? role : null,
      isVerified: is('verified'),
      isActive: is('active'),
      isDeleted: is('leaving'),
      isMatched: is('matched'),
    },
    orderBy: isOrder(order) ? ORDERS[order] : null,
  };
}

function either(yes: string, no: string): Options {
  return [
    ['', 'All'],
    ['yes', yes],
    ['no', no],
  ];
}

function isRole(value: string | null): value is Role {
  return value !== null && Object.hasOwn(ROLES, value);
}

function isOrder(value: string | null): value is keyof typeof ORDERS {
  return value !== null && Object.hasOwn(ORDERS, value);
}

export function PeopleFilters() {
  const { params } = useRoute();
  const value = (name: string) => params.get(name) ?? '';
  const search = value('search');
  // One step back undoes a search, however many pauses it was typed with.
  const find = (text: string) =>
    show({ ...firstPage(), search: text }, search && text ? 'replace' : 'push');
  const choose = (name: string) => (chosen: string) => show({ ...firstPage(), [name]: chosen });
  const select = (name: string, label: string, options: Options) => (
    <SelectField label={label} value={value(name)} onChange={choose(name)} options={options} />
  );
  const orders: Options = [
    ['', search ? 'As found' : 'Newest first'],
    ...(search ? ([['newest', 'Newest first']] as const) : []),
    ['oldest', 'Oldest first'],
    ['name', 'By name'],
    ['email', 'By e-mail'],
    ['seen', 'Last seen first'],
  ];
  return (
    <search className="filters">
      <SearchField label="Name or e-mail" value={search} onSearch={find} />
      {select('role', 'Role', ROLE)}
      {select('verified', 'Address', VERIFIED)}
      {select('active', 'Sign-in', ACTIVE)}
      {select('matched', 'Match', MATCHED)}
      {select('leaving', 'Deletion', DELETED)}
      {select('order', 'Order', orders)}
    </search>
  );
}
