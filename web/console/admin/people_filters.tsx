// The search, filters, and sort order of the list of people.

import type { PeopleQueryVariables, Role, UserFilter } from '../api/operations';
import { SelectField } from '../parts/fields';
import { firstPage } from '../parts/paging';
import { ROLE_NAMES } from '../parts/person';
import { setParams, useRoute } from '../parts/route';
import { SearchField } from '../parts/search_field';

type Options = readonly (readonly [value: string, text: string])[];

const ROLE_OPTIONS: Options = [['', 'All'], ...Object.entries(ROLE_NAMES)];
const VERIFIED = either('Verified', 'Unverified');
const ACTIVE = either('Active', 'Deactivated');
const DELETED = either('Pending', 'None');
const MATCHED = either('Matched', 'Not matched');
const ORDERS = {
  newest: { field: 'JOINED_AT', direction: 'DESC' },
  oldest: { field: 'JOINED_AT', direction: 'ASC' },
  name: { field: 'NAME', direction: 'ASC' },
  email: { field: 'EMAIL', direction: 'ASC' },
  seen: { field: 'LAST_LOGIN', direction: 'DESC' },
} as const;

/** The query variables for the parameters in the page's address. */
export function queryVariables(params: URLSearchParams): PeopleQueryVariables {
  const is = (name: string) => (params.has(name) ? params.get(name) === 'yes' : null);
  const role = params.get('role');
  const order = params.get('order');
  return {
    filter: {
      search: params.get('search'),
      role: isRole(role) ? role : null,
      isVerified: is('verified'),
      isActive: is('active'),
      isDeleted: is('deletion'),
      isMatched: is('matched'),
    },
    orderBy: isOrder(order) ? ORDERS[order] : null,
  };
}

/** The address of the accounts of a filter as a CSV file that Excel opens. */
export function downloadLink(filter: UserFilter): string {
  const params = new URLSearchParams({ bom: '1' });
  for (const [name, value] of Object.entries(filter)) {
    if (value !== null && value !== '') params.set(name, String(value));
  }
  return `/export/users.csv?${params}`;
}

function either(yes: string, no: string): Options {
  return [
    ['', 'All'],
    ['yes', yes],
    ['no', no],
  ];
}

function isRole(value: string | null): value is Role {
  return value !== null && Object.hasOwn(ROLE_NAMES, value);
}

function isOrder(value: string | null): value is keyof typeof ORDERS {
  return value !== null && Object.hasOwn(ORDERS, value);
}

export function PeopleFilters() {
  const { params } = useRoute();
  const value = (name: string) => params.get(name) ?? '';
  const search = value('search');
  // Only a search's start and end add to the history, so that one step back undoes it.
  const find = (text: string) =>
    setParams({ ...firstPage(), search: text }, search && text ? 'replace' : 'push');
  const choose = (name: string) => (chosen: string) => setParams({ ...firstPage(), [name]: chosen });
  const select = (name: string, label: string, options: Options) => (
    <SelectField label={label} value={value(name)} onChange={choose(name)} options={options} />
  );
  const orders: Options = [
    ['', search ? 'Default' : 'Newest first'],
    ...(search ? ([['newest', 'Newest first']] as const) : []),
    ['oldest', 'Oldest first'],
    ['name', 'Name'],
    ['email', 'Email'],
    ['seen', 'Last sign-in'],
  ];
  return (
    <search className="filters">
      <SearchField label="Search by name or email" value={search} onSearch={find} />
      {select('role', 'Role', ROLE_OPTIONS)}
      {select('verified', 'Verification', VERIFIED)}
      {select('active', 'Account', ACTIVE)}
      {select('matched', 'Match', MATCHED)}
      {select('deletion', 'Deletion', DELETED)}
      {select('order', 'Sort by', orders)}
    </search>
  );
}
