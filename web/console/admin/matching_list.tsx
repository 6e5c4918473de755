// The list of mentees who wait for a mentor, longest wait first, with a search and a filter by major.

import { PartyPopper, SearchX } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CombinedError } from 'urql';

import type { PageFragment, WaitingMenteesQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { EmptyState } from '../parts/empty_state';
import { SelectField } from '../parts/fields';
import { firstPage, Pager } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import { setParams, useRoute } from '../parts/route';
import { SearchField } from '../parts/search_field';
import { menteeLink } from './matching_link';
import { useCan } from './permission';

const PREFIX = 'waiting-';

type Mentee = WaitingMenteesQuery['users']['nodes'][number];

interface ListProps {
  /** Undefined while they are loading. */
  mentees: readonly Mentee[] | undefined;
  info: PageFragment | undefined;
  total: number | null | undefined;
  error: CombinedError | undefined;
  retry: () => void;
  isStale: boolean;
  chosen: string | undefined;
}

export function WaitingList(props: ListProps) {
  const { mentees, info, total, error, retry, isStale, chosen } = props;
  const { params } = useRoute();
  const isFiltered = params.has('search') || params.has('major');
  return (
    <section className="card board-list">
      <header>
        <h2>Waiting for a mentor</h2>
        {mentees && <span className="badge number">{total ?? `${mentees.length}+`}</span>}
      </header>
      <Filters mentees={mentees} />
      {(!mentees || error) && <Pending error={error} retry={retry} />}
      {mentees?.length === 0 && <Nobody isFiltered={isFiltered} />}
      {mentees && mentees.length > 0 && (
        <ul aria-busy={isStale}>
          {mentees.map((mentee) => (
            <Row key={mentee.id} mentee={mentee} isChosen={mentee.id === chosen} />
          ))}
        </ul>
      )}
      {info && <Pager of="mentees" info={info} prefix={PREFIX} />}
    </section>
  );
}

function Row({ mentee, isChosen }: { mentee: Mentee; isChosen: boolean }) {
  const mayMatch = useCan()('ROSTER_WRITE');
  const { params } = useRoute();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <li ref={row}>
      <a
        className="with-avatar"
        href={mayMatch ? menteeLink(mentee.id, params) : `#/people/${mentee.id}`}
        aria-current={isChosen ? 'true' : undefined}
      >
        <Avatar person={mentee} />
        <span>
          <strong>
            {mayMatch && <span className="hidden">Find a mentor for </span>}
            {displayName(mentee)}
          </strong>
          <span className="hint">{yearAndMajors(mentee)}</span>
          <span className="hint">
            Joined <RelativeTime time={mentee.dateJoined} />
          </span>
        </span>
      </a>
    </li>
  );
}

function Filters({ mentees }: Pick<ListProps, 'mentees'>) {
  const { params } = useRoute();
  const search = params.get('search') ?? '';
  const major = params.get('major') ?? '';
  const majors = useMajors(mentees, major);
  const find = (text: string) =>
    setParams({ ...firstPage(PREFIX), search: text }, search && text ? 'replace' : 'push');
  return (
    <search className="board-filters">
      <SearchField label="Name, major or interest" value={search} onSearch={find} />
      <SelectField
        label="Major"
        value={major}
        onChange={(chosen) => setParams({ ...firstPage(PREFIX), major: chosen })}
        options={[['', 'All majors'], ...majors.map((name) => [name, name] as const)]}
      />
    </search>
  );
}

/** The majors of all mentees who were listed so far, and the chosen one: a filter must not take away the other choices. */
function useMajors(mentees: readonly Mentee[] | undefined, chosen: string): string[] {
  const seen = useRef(new Set<string>());
  for (const major of mentees?.flatMap((mentee) => mentee.major) ?? []) seen.current.add(major);
  const names = new Set([...seen.current, chosen].filter(Boolean));
  return [...names].sort((one, other) => one.localeCompare(other));
}

function Nobody({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState icon={SearchX} title="No mentees found">
        <button onClick={() => setParams({ ...firstPage(PREFIX), search: null, major: null })}>
          Clear the filters
        </button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={PartyPopper} title="Nobody is waiting">
      <p>Every mentee with a complete profile has a mentor.</p>
    </EmptyState>
  );
}
