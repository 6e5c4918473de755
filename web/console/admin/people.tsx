// The list of all accounts, with search, filters, sorting, and pages. The page's address holds them, and who is open in
// the panel beside the list.

import { Download, UserSearch } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { PeopleCountDocument, PeopleDocument, type UserFilter } from '../api/operations';
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
  const { filter } = variables;
  const [{ data, error, stale, fetching }, refetch] = useQuery({
    query: PeopleDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const total = useTotal(filter);
  const selection = useSelection(list);
  const { ids, isEveryone, setIds } = selection;
  useEffect(() => rememberList(list), [list]);
  const people = data?.users;
  const shown = people?.nodes.map(({ id }) => id) ?? [];
  const mayChange = can('USERS_WRITE');
  return (
    <>
      <PageHead title="People" detail={<Count total={total} />}>
        <a className="button with-icon" href={downloadLink(filter)} download>
          <Download size={18} aria-hidden /> Download CSV
        </a>
        {mayChange && <Invite onInvited={setInvited} />}
      </PageHead>
      <div role="status">{invited && <p className="notice">Invitation sent to {invited}.</p>}</div>
      <section className="people" aria-label="Accounts">
        <PeopleFilters />
        {people && !error ? (
          <>
            {people.nodes.length > 0 ? (
              <PeopleTable
                people={people.nodes}
                selection={mayChange ? { ids, setIds } : null}
                isStale={stale || fetching}
              />
            ) : (
              <EmptyState icon={UserSearch} title="No people found">
                <p>Try another name, or fewer filters.</p>
              </EmptyState>
            )}
            {/* Without the key, so that its buttons keep the focus from page to page. */}
            <Pager of="people" info={people.pageInfo} />
          </>
        ) : (
          <Pending error={error} retry={refetch} />
        )}
        {/* Whether or not the list could be fetched again: what was done stays in view. */}
        {mayChange && (
          <BulkActions
            key={list}
            selected={shown.filter((id) => ids.has(id))}
            isEveryone={isEveryone}
            selectEveryone={() => selection.selectEveryone(shown)}
            filter={filter}
            total={total}
            clear={() => setIds(NOBODY)}
          />
        )}
      </section>
      {open && <PersonPanel key={open} id={open} />}
    </>
  );
}

/** How many people the filters find; null if they are too many to count, undefined while it is unknown. */
function useTotal(filter: UserFilter): number | null | undefined {
  const [{ data }] = useQuery({
    query: PeopleCountDocument,
    variables: { filter },
    context: PEOPLE_CONTEXT,
  });
  return data?.users.totalCount;
}

function Count({ total }: { total: number | null | undefined }) {
  // Keeps its line while the number is loading.
  if (total === undefined) return <span>…</span>;
  if (total === null) return <span>More than 10,000 people</span>;
  return <span>{total === 1 ? '1 person' : `${total.toLocaleString('en-US')} people`}</span>;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The selected people of a list. Another list starts without a selection. */
function useSelection(list: string) {
  const [selected, setSelected] = useState({ list, ids: NOBODY, isEveryone: false });
  const { ids, isEveryone } = selected.list === list ? selected : { ids: NOBODY, isEveryone: false };
  return {
    ids,
    isEveryone,
    /** Selects these people, and nobody else. */
    setIds: (ids: ReadonlySet<string>) => setSelected({ list, ids, isEveryone: false }),
    /** Selects everyone in the list, of whom these are shown. */
    selectEveryone: (shown: string[]) => setSelected({ list, ids: new Set(shown), isEveryone: true }),
  };
}
