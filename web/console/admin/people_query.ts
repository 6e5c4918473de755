// What the address of the list of people means: filters, the order, and well-known combinations of filters.

import type { PeopleQueryVariables, Role, UserFilter, UserOrder } from '../api/operations';
import { ROLE_NAMES } from '../parts/person';

/** Parameters of the address, by name. */
export type PeopleParams = Readonly<Record<string, string>>;

/** The orders, by their names in the address. */
const ORDERS = {
  newest: { field: 'JOINED_AT', direction: 'DESC' },
  oldest: { field: 'JOINED_AT', direction: 'ASC' },
  name: { field: 'NAME', direction: 'ASC' },
  'name-down': { field: 'NAME', direction: 'DESC' },
  email: { field: 'EMAIL', direction: 'ASC' },
  'email-down': { field: 'EMAIL', direction: 'DESC' },
  seen: { field: 'LAST_LOGIN', direction: 'DESC' },
  unseen: { field: 'LAST_LOGIN', direction: 'ASC' },
} as const satisfies Record<string, UserOrder>;

export type OrderName = keyof typeof ORDERS;

/** The filters that take yes or no, by their names in the address. */
const FLAGS = {
  verified: 'isVerified',
  active: 'isActive',
  deletion: 'isDeleted',
  matched: 'isMatched',
  approved: 'isApproved',
  eligible: 'isEligible',
} as const satisfies Record<string, keyof UserFilter>;

/** The names of all parameters that filter. */
export const FILTERS = ['search', 'role', ...Object.keys(FLAGS)];

/** Mentees who can be matched. */
export const WAITING: PeopleParams = { role: 'MENTEE', eligible: 'yes' };

/** Mentors whom an administrator has to approve. */
export const UNAPPROVED: PeopleParams = { approved: 'no' };

/** Those who could be matched if their profile were complete. */
export function incomplete(role: 'MENTEE' | 'MENTOR'): PeopleParams {
  const ready = { verified: 'yes', active: 'yes', deletion: 'no', matched: 'no' };
  return { role, eligible: 'no', ...ready, ...(role === 'MENTOR' && { approved: 'yes' }) };
}

/** The address of the list with these filters. */
export function peopleAddress(params: PeopleParams): string {
  return `#/people?${new URLSearchParams(params)}`;
}

/** The query variables for the parameters in the page's address. */
export function queryVariables(
  params: URLSearchParams,
): Pick<PeopleQueryVariables, 'orderBy'> & { filter: UserFilter } {
  const role = params.get('role');
  const flags = Object.entries(FLAGS).map(([name, field]) => {
    return [field, params.has(name) ? params.get(name) === 'yes' : null] as const;
  });
  const order = orderOf(params);
  return {
    filter: {
      search: params.get('search'),
      role: isRole(role) ? role : null,
      ...Object.fromEntries(flags),
    },
    orderBy: order && ORDERS[order],
  };
}

/** The chosen order, if any. */
export function orderOf(params: URLSearchParams): OrderName | null {
  const order = params.get('order');
  return order !== null && Object.hasOwn(ORDERS, order) ? (order as OrderName) : null;
}

/** The parameters of what lies over the list: a person and what is shown of them, or the invitation. */
export const OVER_LIST = ['person', 'tab', 'emails-after', 'emails-before', 'invite'];

/** The parameters that choose the people of the list and their order, which stay while one of them is open. */
export function listParams(params: URLSearchParams): string {
  const list = new URLSearchParams(params);
  for (const name of OVER_LIST) list.delete(name);
  return list.toString();
}

/** The address of the accounts of a filter as a CSV file that Excel opens. */
export function downloadLink(filter: UserFilter): string {
  const params = new URLSearchParams({ bom: '1' });
  for (const [name, value] of Object.entries(filter)) {
    if (value !== null && value !== '') params.set(name, String(value));
  }
  return `/export/users.csv?${params}`;
}

let lastList = '';

/** Keeps the list for the link that leads back to it. */
export function rememberList(list: string): void {
  lastList = list;
}

/** The address of the list as it was shown last. */
export function lastListAddress(): string {
  return lastList ? `#/people?${lastList}` : '#/people';
}

function isRole(value: string | null): value is Role {
  return value !== null && Object.hasOwn(ROLE_NAMES, value);
}
