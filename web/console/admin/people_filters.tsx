// The search, filter chips, further filters, and sort order of the list of people.

import { SlidersHorizontal } from 'lucide-react';
import { useId, useState } from 'react';

import { SelectField } from '../parts/fields';
import { firstPage } from '../parts/paging';
import { setParams, useRoute } from '../parts/route';
import { SearchField } from '../parts/search_field';
import { PeopleChips } from './people_chips';
import { FILTERS } from './people_query';

type Options = readonly (readonly [value: string, text: string])[];

/** The filters that are hidden at first. */
const MORE: readonly (readonly [name: string, label: string, options: Options])[] = [
  ['verified', 'Verification', either('Verified', 'Unverified')],
  ['active', 'Account', either('Active', 'Deactivated')],
  ['matched', 'Match', either('Matched or full', 'Not matched')],
  ['eligible', 'Can be matched', either('Yes', 'No')],
  ['approved', 'Approval', either('Approved', 'Waiting for approval')],
  ['deletion', 'Deletion', either('Pending', 'None')],
];

function either(yes: string, no: string): Options {
  return [
    ['', 'All'],
    ['yes', yes],
    ['no', no],
  ];
}

export function PeopleFilters() {
  const { params } = useRoute();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const search = params.get('search') ?? '';
  // Only a search's start and end add to the history, so that one step back undoes it.
  const find = (text: string) =>
    setParams({ ...firstPage(), search: text }, search && text ? 'replace' : 'push');
  const count = MORE.filter(([name]) => params.has(name)).length;
  const isFiltered = FILTERS.some((name) => params.has(name));
  return (
    <search className="people-filters">
      <div className="people-search">
        <SearchField label="Search by name or email" value={search} onSearch={find} />
        <button
          type="button"
          className="quiet with-icon"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <SlidersHorizontal size={16} aria-hidden /> More filters
          {count > 0 && ` (${count})`}
        </button>
        {isFiltered && (
          <button type="button" className="quiet" onClick={clear}>
            Clear filters
          </button>
        )}
      </div>
      <PeopleChips />
      <div id={id} className="filters" hidden={!isOpen}>
        {isOpen && <MoreFilters />}
      </div>
    </search>
  );
}

function clear() {
  setParams({ ...firstPage(), ...Object.fromEntries(FILTERS.map((name) => [name, null])) });
}

function MoreFilters() {
  const { params } = useRoute();
  const hasSearch = Boolean(params.get('search'));
  const select = (name: string, label: string, options: Options) => (
    <SelectField
      key={name}
      label={label}
      value={params.get(name) ?? ''}
      onChange={(chosen) => setParams({ ...firstPage(), [name]: chosen })}
      options={options}
    />
  );
  const orders: Options = [
    ['', hasSearch ? 'Best match' : 'Newest first'],
    ...(hasSearch ? ([['newest', 'Newest first']] as const) : []),
    ['oldest', 'Oldest first'],
    ['name', 'Name'],
    ['name-down', 'Name, Z to A'],
    ['email', 'Email'],
    ['email-down', 'Email, Z to A'],
    ['seen', 'Last sign-in'],
    ['unseen', 'Never or longest not signed in'],
  ];
  return (
    <>
      {MORE.map(([name, label, options]) => select(name, label, options))}
      {select('order', 'Sort by', orders)}
    </>
  );
}
