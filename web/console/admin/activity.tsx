// The activity page: who did what to whom, newest first, by person, kind, and date.

import { useMemo } from 'react';
import { useQuery } from 'urql';

import { type ActivityFilter, PersonByEmailDocument } from '../api/operations';
import { Card } from '../parts/card';
import { SelectField, TextField } from '../parts/fields';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { SearchField } from '../parts/search_field';
import { isKind, KINDS } from './activity_kinds';
import { ActivityList } from './activity_list';
import { useCan } from './permission';

export function Activity() {
  return (
    <>
      <h1>Activity</h1>
      <Card title="What happened">
        <Filters />
        <Filtered />
      </Card>
    </>
  );
}

function Filters() {
  const can = useCan();
  const { params } = useRoute();
  const value = (name: string) => params.get(name) ?? '';
  const choose = (name: string) => (chosen: string) => setParams({ [name]: chosen });
  const person = value('person');
  const find = (text: string) => setParams({ person: text.trim() }, person && text ? 'replace' : 'push');
  return (
    <search className="filters">
      {can('USERS_READ') && (
        <SearchField label="Email address of a person" value={person} onSearch={find} />
      )}
      <SelectField
        label="Person's part"
        value={value('part')}
        onChange={choose('part')}
        options={[
          ['', 'Concerned'],
          ['actor', 'Acted'],
        ]}
      />
      <SelectField
        label="Kind"
        value={value('kind')}
        onChange={choose('kind')}
        options={[['', 'All'], ...Object.entries(KINDS)]}
      />
      <TextField label="From" type="date" value={value('from')} onChange={choose('from')} />
      <TextField label="To" type="date" value={value('to')} onChange={choose('to')} />
    </search>
  );
}

/** The list for the filters in the page's address. A person is looked up by the address first. */
function Filtered() {
  const { params } = useRoute();
  const email = params.get('person') ?? '';
  const [{ data, error, fetching }, refetch] = useQuery({
    query: PersonByEmailDocument,
    variables: { email },
    pause: !email,
  });
  const personId = email ? (data?.user?.id ?? null) : null;
  const search = params.toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(search), personId), [search, personId]);
  if (email && (fetching || !data)) return <Pending error={error} retry={refetch} />;
  if (email && !personId) return <p className="empty">No account has this email address.</p>;
  // A new list for each filter.
  return <ActivityList key={JSON.stringify(filter)} filter={filter} />;
}

function filterOf(params: URLSearchParams, personId: string | null): ActivityFilter {
  const kind = params.get('kind');
  return {
    [params.get('part') === 'actor' ? 'actorId' : 'subjectId']: personId,
    kinds: isKind(kind) ? [kind] : null,
    since: midnight(params.get('from'), 0),
    until: midnight(params.get('to'), 1),
  };
}

/** The start of a day in this time zone, some days later. */
function midnight(day: string | null, later: number): string | null {
  const time = new Date(`${day}T00:00`);
  if (!day || Number.isNaN(time.getTime())) return null;
  time.setDate(time.getDate() + later);
  const year = time.getFullYear();
  return year >= 1 && year <= 9999 ? time.toISOString() : null;
}
