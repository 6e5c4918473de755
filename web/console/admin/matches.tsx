// The matching page: mentees who wait, matches, full rosters, former matches, and plans, each on a tab.

import { ListChecks } from 'lucide-react';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { BoardCountsDocument } from '../api/operations';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { Tabs, useTab } from '../parts/tabs';
import { FullMentors } from './full_mentors';
import { Matched } from './matched';
import { EndedMatches } from './matching_ended';
import { Waiting } from './matching_waiting';
import { useCan } from './permission';
import { Plans } from './plans';

export function Matches({ menteeId }: { menteeId: string | undefined }) {
  const can = useCan();
  const [{ data, error }, refetch] = useQuery({
    query: BoardCountsDocument,
    context: PEOPLE_CONTEXT,
  });
  const counts = data?.stats;
  const tabs = [
    ['waiting', <Counted key="waiting" title="Waiting" count={counts?.unmatchedMentees} />],
    ['matches', <Counted key="matches" title="Matches" count={counts?.matchedMentees} />],
    ['full', <Counted key="full" title="Full" count={counts?.fullMentors} />],
    ['ended', 'Ended'],
    ['plans', 'Plans'],
  ] as const;
  const offersPlan =
    useTab(tabs) === 'waiting' && can('ROSTER_WRITE') && (counts?.unmatchedMentees ?? 0) > 1;
  return (
    <>
      <PageHead title="Matching" detail={counts && <MatchRate rate={counts.matchRate} />}>
        {offersPlan && (
          <a className="button with-icon" href="#/matches?tab=plans">
            <ListChecks size={18} aria-hidden />
            Match everyone at once
          </a>
        )}
      </PageHead>
      {error && !data && <Pending error={error} retry={refetch} />}
      <Tabs label="Matching" tabs={tabs}>
        {(tab) => {
          if (tab === 'matches') return <Matched />;
          if (tab === 'full') return <FullMentors />;
          if (tab === 'ended') return <EndedMatches />;
          if (tab === 'plans') return <Plans />;
          return <Waiting menteeId={menteeId} />;
        }}
      </Tabs>
    </>
  );
}

function Counted({ title, count }: { title: ReactNode; count: number | undefined }) {
  return (
    <>
      {title} {count !== undefined && <span className="number tab-count">{count}</span>}
    </>
  );
}

function MatchRate({ rate }: { rate: number }) {
  return (
    <span className="match-rate">
      <progress value={rate} aria-label="Mentees with a mentor" />
      {percent(rate)} of mentees have a mentor
    </span>
  );
}

/** Such as "42%". */
export function percent(fraction: number): string {
  return `${Math.round(fraction * 100)}%`;
}
