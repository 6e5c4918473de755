// The filters of the list of people that administrators use most, with the number of accounts that each finds.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { PeopleFiguresDocument, type PeopleFiguresQuery } from '../api/operations';
import { Chips } from '../parts/chips';
import { firstPage } from '../parts/paging';
import { setParams, useRoute } from '../parts/route';
import { total } from '../parts/total';
import { incomplete, type PeopleParams, UNAPPROVED, WAITING } from './people_query';

interface Chip {
  label: string;
  params: PeopleParams;
  /** How many there are; undefined where counting is not cheap. */
  count?: number | undefined;
  /** Whether it is left out while it finds nobody. */
  isOptional?: boolean;
}

export function PeopleChips() {
  const { params } = useRoute();
  const [{ data }] = useQuery({ query: PeopleFiguresDocument, context: PEOPLE_CONTEXT });
  const isOn = (chip: Chip) =>
    Object.entries(chip.params).every(([name, value]) => params.get(name) === value);
  const chips = chipsOf(data).filter((chip) => !chip.isOptional || chip.count || isOn(chip));
  const named = (label: string) => chips.find((chip) => chip.label === label);
  const toggle = (chip: Chip | undefined) => {
    if (!chip) return;
    const names = Object.keys(chip.params);
    const changes = isOn(chip) ? Object.fromEntries(names.map((name) => [name, null])) : chip.params;
    setParams({ ...firstPage(), ...changes });
  };
  return (
    <Chips
      label="Filters"
      options={chips.map(({ label, count }) => [
        label,
        <>
          {label}
          {count !== undefined && <span className="number">{count.toLocaleString('en-US')}</span>}
        </>,
      ])}
      isOn={(label) => isOn(named(label) ?? { label, params: {} })}
      onToggle={(label) => toggle(named(label))}
    />
  );
}

function chipsOf(data: PeopleFiguresQuery | undefined): Chip[] {
  const roles = data?.stats.roles;
  const of = (role: string) => roles?.find((counted) => counted.role === role)?.accounts;
  const all = (field: 'unverified' | 'inactive' | 'pendingDeletion') =>
    roles && total(roles.map((counted) => counted[field]));
  return [
    { label: 'Mentees', params: { role: 'MENTEE' }, count: of('MENTEE') },
    { label: 'Mentors', params: { role: 'MENTOR' }, count: of('MENTOR') },
    { label: 'Admins', params: { role: 'ADMIN' }, count: of('ADMIN') },
    { label: 'Waiting', params: WAITING, count: data?.stats.unmatchedMentees },
    {
      label: 'To approve',
      params: UNAPPROVED,
      count: data?.unapproved.totalCount ?? undefined,
      isOptional: true,
    },
    { label: 'Profile incomplete', params: incomplete('MENTEE') },
    { label: 'Unverified', params: { verified: 'no' }, count: all('unverified') },
    { label: 'Deactivated', params: { active: 'no' }, count: all('inactive') },
    { label: 'Leaving', params: { deletion: 'yes' }, count: all('pendingDeletion') },
  ];
}
