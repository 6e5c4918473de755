// The program at a glance: accounts, matches, and daily activity.

import { useMemo } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { DaysDocument, FiguresDocument, type FiguresQuery } from '../api/operations';
import { Card } from '../parts/card';
import { SelectField } from '../parts/fields';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { serverNow } from '../parts/server_time';
import { DayCharts } from './day_charts';
import { percent } from './matches';
import { Tile, Tiles } from './tiles';

const PERIODS = ['7', '30', '90', '365'] as const;
const DEFAULT_PERIOD = '30';
const DAY_MS = 86_400_000;
const ROLE_LABELS = { MENTEE: 'Mentees', MENTOR: 'Mentors', ADMIN: 'Admins' } as const;
const STATUSES = [
  ['accounts', 'All'],
  ['unverified', 'Unverified'],
  ['inactive', 'Deactivated'],
  ['pendingDeletion', 'Pending deletion'],
] as const;

export function Overview() {
  const [{ data, error }, refetch] = useQuery({ query: FiguresDocument, context: PEOPLE_CONTEXT });
  return (
    <>
      <h1>Overview</h1>
      {data ? <Figures stats={data.stats} /> : <Pending error={error} retry={refetch} />}
      <Activity />
    </>
  );
}

function Figures({ stats }: { stats: FiguresQuery['stats'] }) {
  const { roles, matchRate, matchedMentees, unmatchedMentees } = stats;
  const accountsOf = (role: string) => roles.find((counted) => counted.role === role)?.accounts ?? 0;
  const pendingDeletion = roles.reduce((sum, role) => sum + role.pendingDeletion, 0);
  return (
    <>
      <Tiles>
        <Tile title="Mentees" value={accountsOf('MENTEE')}>
          {matchedMentees.toLocaleString('en-US')} matched
        </Tile>
        <Tile title="Mentors" value={accountsOf('MENTOR')} />
        <Tile title="Match rate" value={percent(matchRate)}>
          <progress max={1} value={matchRate} aria-label="Match rate" />
        </Tile>
        <Tile title="Unmatched mentees" value={unmatchedMentees}>
          <a href="#/matches">View matches</a>
        </Tile>
        <Tile title="Pending deletions" value={pendingDeletion}>
          <a href="#/deletions">View deletions</a>
        </Tile>
      </Tiles>
      <Card title="Accounts by role and status">
        <section className="table-frame" tabIndex={0} aria-label="Accounts by role and status">
          <table className="counts">
            <thead>
              <tr>
                <th scope="col">Status</th>
                {roles.map(({ role }) => (
                  <th scope="col" key={role}>
                    {ROLE_LABELS[role]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {STATUSES.map(([status, label]) => (
                <tr key={status}>
                  <th scope="row">{label}</th>
                  {roles.map((counted) => (
                    <td key={counted.role}>{counted[status].toLocaleString('en-US')}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Card>
    </>
  );
}

function Activity() {
  const { params } = useRoute();
  const requested = params.get('days');
  const period = PERIODS.find((days) => days === requested) ?? DEFAULT_PERIOD;
  const variables = useMemo(() => lastDays(Number(period)), [period]);
  const [{ data, error }, refetch] = useQuery({ query: DaysDocument, variables });
  const choose = (days: string) => setParams({ days: days === DEFAULT_PERIOD ? null : days });
  return (
    <>
      <div className="page-head">
        <h2>Daily activity</h2>
        <SelectField
          label="Period"
          value={period}
          onChange={choose}
          options={PERIODS.map((days) => [days, `Last ${days} days`] as const)}
        />
      </div>
      {data ? <DayCharts days={data.stats.days} /> : <Pending error={error} retry={refetch} />}
    </>
  );
}

/** The first and the last day of a period of `days` days that ends today, in UTC. */
function lastDays(days: number): { from: string; to: string } {
  const now = serverNow();
  const day = (ago: number) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
  return { from: day(days - 1), to: day(0) };
}
