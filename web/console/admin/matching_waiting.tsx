// The tab with mentees who wait: their list on the left, and on the right the mentors for the chosen one. A narrow window
// shows one of the two.

import { useEffect, useState, useSyncExternalStore } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import { AssignMenteeDocument, WaitingMenteesDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';
import { usePage } from '../parts/paging';
import { displayName } from '../parts/person';
import { rememberAddress, useRoute } from '../parts/route';
import { useMatchingKeys } from './matching_keys';
import { menteeLink } from './matching_link';
import { WaitingList } from './matching_list';
import { type Match, MenteePane } from './matching_mentee';
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
  // Not in the pane of the mentee, which goes when another one is chosen before the response is there.
  const { submit, errors, setErrors, isBusy } = useSubmit(AssignMenteeDocument, PEOPLE_TYPES);
  const [names, setNames] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another mentee is shown without the errors before it.
  useEffect(() => setErrors([]), [menteeId]);
  const match: Match = async (mentee, mentor) => {
    const isStillHere = rememberAddress();
    setNames(`${displayName(mentee)} and ${displayName(mentor)}`);
    const input = { menteeId: mentee.id, mentorId: mentor.id };
    const announcement = `${displayName(mentee)} is now matched with ${displayName(mentor)}.`;
    if (!(await submit({ input }, announcement)) || !isStillHere()) return;
    choose(neighbor(mentee.id, 1) ?? neighbor(mentee.id, -1), params);
  };
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
  const failed = <FormErrors errors={otherErrors(errors, []).map((error) => `${names}: ${error}`)} />;
  return (
    <>
      {!isNarrow && <Help />}
      <div className="board">
        <div className="board-side">
          {!chosen && failed}
          {(!isNarrow || !chosen) && list}
          {!isNarrow && <RecentMatches />}
        </div>
        {chosen && (
          <MenteePane
            key={chosen}
            id={chosen}
            isNarrow={isNarrow}
            match={match}
            isBusy={isBusy}
            failed={failed}
          />
        )}
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
