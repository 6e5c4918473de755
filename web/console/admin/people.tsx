// The list of all accounts, with search, filters, sorting, and pages. The page's address holds them, and who is open in
// the panel beside the list.

import { Download, UserSearch } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import {
  PeopleCountDocument,
  PeopleDocument,
  type PersonRowFragment,
  type UserFilter,
} from '../api/operations';
import { EmptyState } from '../parts/empty_state';
import { PageHead } from '../parts/page_head';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { useRoute } from '../parts/route';
import { BulkActions } from './bulk_actions';
import { Invite } from './invite';
import { PeopleFilters } from './people_filters';
import { downloadLink, listParams, queryVariables, rememberList } from './people_query';
import { PeopleTable } from './people_table';
import { useCan } from './permission';
import { PersonPanel } from './person_panel';

const SIZE = 20;

export function People() {
  const can = useCan();
  const [invited, setInvited] = useState<string | null>(null);
  const { params } = useRoute();
  const page = usePage(SIZE);
  const list = listParams(params);
  const open = params.get('person');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parameters include those of the page.
  const variables = useMemo(() => ({ ...queryVariables(new URLSearchParams(list)), ...page }), [list]);
  const [{ data, error, stale, fetching }, refetch] = useQuery({
    query: PeopleDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  useEffect(() => rememberList(list), [list]);
  const people = data?.users;
  return (
    <>
      <PageHead title="People" detail={<Count filter={variables.filter} />}>
        <a className="button with-icon" href={downloadLink(variables.filter)} download>
          <Download size={18} aria-hidden /> Download CSV
        </a>
        {can('USERS_WRITE') && <Invite onInvited={setInvited} />}
      </PageHead>
      <div role="status">{invited && <p className="notice">Invitation sent to {invited}.</p>}</div>
      <section className="people" aria-label="Accounts">
        <PeopleFilters />
        {people && !error ? (
          <>
            <Selectable
              list={list}
              people={people.nodes}
              filter={variables.filter}
              isStale={stale || fetching}
            />
            {/* Without the key, so that its buttons keep the focus from page to page. */}
            <Pager of="people" info={people.pageInfo} />
          </>
        ) : (
          <Pending error={error} retry={refetch} />
        )}
      </section>
      {open && <PersonPanel key={open} id={open} />}
    </>
  );
}

/** How many people the filters find. */
function Count({ filter }: { filter: UserFilter }) {
  const [{ data }] = useQuery({
    query: PeopleCountDocument,
    variables: { filter },
    context: PEOPLE_CONTEXT,
  });
  // Keeps its line while the number is loading.
  if (!data) return <span>…</span>;
  const count = data.users.totalCount;
  if (count === null) return <span>More than 10,000 people</span>;
  return <span>{count === 1 ? '1 person' : `${count.toLocaleString('en-US')} people`}</span>;
}

interface SelectableProps {
  /** What identifies the list: another one starts without a selection. */
  list: string;
  people: PersonRowFragment[];
  filter: UserFilter;
  isStale: boolean;
}

const NOBODY: ReadonlySet<string> = new Set();

/** A page of people, of whom some can be selected. */
function Selectable({ list, people, filter, isStale }: SelectableProps) {
  const can = useCan();
  const [selected, setSelected] = useState({ list, ids: NOBODY });
  const ids = selected.list === list ? selected.ids : NOBODY;
  const setIds = (ids: ReadonlySet<string>) => setSelected({ list, ids });
  const shown = people.filter(({ id }) => ids.has(id)).map(({ id }) => id);
  const isAllowed = can('USERS_WRITE');
  return (
    <>
      {people.length > 0 ? (
        <PeopleTable people={people} selection={isAllowed ? { ids, setIds } : null} isStale={isStale} />
      ) : (
        <EmptyState icon={UserSearch} title="No people found">
          <p>Try another name, or fewer filters.</p>
        </EmptyState>
      )}
      {isAllowed && (
        <BulkActions key={list} selected={shown} filter={filter} clear={() => setIds(NOBODY)} />
      )}
    </>
  );
}
