// The tab with mentees who wait: their list on the left, and on the right the mentors for the chosen one. A narrow window
// shows one of the two.

import { useSyncExternalStore } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { WaitingMenteesDocument } from '../api/operations';
import { usePage } from '../parts/paging';
import { useRoute } from '../parts/route';
import { useMatchingKeys } from './matching_keys';
import { menteeLink } from './matching_link';
import { WaitingList } from './matching_list';
import { MenteePane } from './matching_mentee';
import { RecentMatches } from './matching_undo';
import { useCan } from './permission';

/** As many as the API returns at once, so that J and K go through a whole program. */
const SIZE = 100;
const NARROW = window.matchMedia('(max-width: 60rem)');

export function Waiting({ menteeId }: { menteeId: string | undefined }) {
  const mayMatch = useCan()('ROSTER_WRITE');
  const isNarrow = useIsNarrow();
  const { params } = useRoute();
  const major = params.get('major');
  const search = [params.get('search'), major].filter(Boolean).join(' ');
  const [{ data, error, stale }, refetch] = useQuery({
    query: WaitingMenteesDocument,
    variables: { search: search || null, ...usePage(SIZE, 'waiting-') },
    context: PEOPLE_CONTEXT,
  });
  // The search also finds the words of a major among hobbies and clubs.
  const mentees = data?.users.nodes.filter((mentee) => !major || mentee.major.includes(major));
  const first = mayMatch && !isNarrow ? mentees?.[0]?.id : undefined;
  const chosen = menteeId ?? first;
  const neighbor = (id: string | undefined, step: 1 | -1) => {
    const position = mentees?.findIndex((mentee) => mentee.id === id) ?? -1;
    return position < 0 ? mentees?.[0]?.id : mentees?.[position + step]?.id;
  };
  const onMatched = (id: string) => choose(neighbor(id, 1) ?? neighbor(id, -1), params);
  useMatchingKeys({
    move: (step) => {
      const next = mayMatch && neighbor(chosen, step);
      if (next) choose(next, params);
      return Boolean(next);
    },
  });
  const list = (
    <WaitingList
      mentees={mentees}
      info={data?.users.pageInfo}
      total={major ? mentees?.length : data?.users.totalCount}
      error={error}
      retry={refetch}
      isStale={stale}
      chosen={chosen}
    />
  );
  if (!mayMatch) return list;
  return (
    <>
      {!isNarrow && <Help />}
      <div className="board">
        <div className="board-side">
          {(!isNarrow || !chosen) && list}
          {!isNarrow && <RecentMatches />}
        </div>
        {chosen && <MenteePane key={chosen} id={chosen} isNarrow={isNarrow} onMatched={onMatched} />}
        {isNarrow && <RecentMatches />}
      </div>
    </>
  );
}

/** Goes to another mentee, or to the list. The back button leads away from this tab and not to those before. */
function choose(id: string | undefined, params: URLSearchParams) {
  window.location.replace(menteeLink(id, params));
}

function Help() {
  return (
    <p className="keys-help">
      <span>
        <kbd>J</kbd> <kbd>K</kbd> or <kbd>↓</kbd> <kbd>↑</kbd> next and previous mentee
      </span>
      <span>
        <kbd>Enter</kbd> match with the best mentor
      </span>
      <span>
        <kbd>1</kbd>–<kbd>9</kbd> go to another mentor, then <kbd>Enter</kbd>
      </span>
    </p>
  );
}

function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => NARROW.matches);
}

function subscribe(onChange: () => void): () => void {
  NARROW.addEventListener('change', onChange);
  return () => NARROW.removeEventListener('change', onChange);
}
