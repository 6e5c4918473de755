// The figures of the overview: how many there are, and what happened in the last seven days.

import type { OverviewQuery } from '../api/operations';
import { total } from '../parts/total';
import { useCan } from './permission';
import { Change, Tile, Tiles } from './tiles';

type Stats = OverviewQuery['stats'];
type CountField = 'registrations' | 'signIns' | 'failedSignIns' | 'matches';

const WEEK = 7;

export function Figures({ stats }: { stats: Stats }) {
  const can = useCan();
  const { roles, matchRate, matchedMentees, days } = stats;
  const accountsOf = (role: string) => roles.find((counted) => counted.role === role)?.accounts ?? 0;
  const log = (kind: string) => (can('SIGNALS_READ') ? `#/activity?kind=${kind}` : undefined);
  return (
    <Tiles>
      <Tile title="Mentees" value={accountsOf('MENTEE')} href="#/people?role=MENTEE">
        {matchedMentees.toLocaleString('en-US')} matched
      </Tile>
      <Tile title="Mentors" value={accountsOf('MENTOR')} href="#/people?role=MENTOR" />
      <Tile title="Match rate" value={`${Math.round(matchRate * 100)}%`} href="#/matches">
        <progress max={1} value={matchRate} aria-label="Match rate" />
      </Tile>
      <Tile
        title="Pending deletions"
        value={total(roles.map((role) => role.pendingDeletion))}
        href="#/deletions"
      />
      <WeekTile title="New accounts, 7 days" days={days} field="registrations" href="#/people" />
      <WeekTile
        title="New matches, 7 days"
        days={days}
        field="matches"
        href={log('MATCHED') ?? '#/matches'}
      />
      <WeekTile
        title="Sign-ins, 7 days"
        days={days}
        field="signIns"
        href={log('SIGNED_IN') ?? '#/people?order=seen'}
      />
      <WeekTile
        title="Failed sign-ins, 7 days"
        days={days}
        field="failedSignIns"
        href={log('SIGN_IN_FAILED')}
      />
    </Tiles>
  );
}

interface WeekProps {
  title: string;
  /** The last 14 days. */
  days: Stats['days'];
  field: CountField;
  href: string | undefined;
}

/** What happened in the last seven days, compared with the seven days before. */
function WeekTile({ title, days, field, href }: WeekProps) {
  const counts = days.map((day) => day[field]);
  const [before, now] = [total(counts.slice(0, -WEEK)), total(counts.slice(-WEEK))];
  return (
    <Tile title={title} value={now} href={href}>
      <Change now={now} before={before} />
    </Tile>
  );
}
