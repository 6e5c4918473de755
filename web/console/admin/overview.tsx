// The programme at a glance: accounts, matches, and what happened day by day.

import { useMemo } from 'react';
import { useQuery } from 'urql';

import { DaysDocument, FiguresDocument, type FiguresQuery } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { SelectField } from '../parts/fields';
import { Pending } from '../parts/pending';
import { show, useRoute } from '../parts/route';
import { Card } from '../parts/shell';
import { DayCharts } from './day_charts';
import { percent } from './matches';
import { Tile, Tiles } from './tiles';

const SPANS = ['7', '30', '90', '365'] as const;
const USUAL = '30';
const DAY_MS = 86_400_000;
const GROUPS = { MENTEE: 'Mentees', MENTOR: 'Mentors', ADMIN: 'Admins' } as const;
const STATES = [
  ['accounts', 'All'],
  ['unverified', 'Unverified'],
  ['inactive', 'Deactivated'],
  ['pendingDeletion', 'Leaving'],
] as const;

export function Overview() {
  const [{ data, error }, ask] = useQuery({ query: FiguresDocument, context: PEOPLE });
  return (
    <>
      <h1>Overview</h1>
      {data ? <Figures stats={data.stats} /> : <Pending error={error} retry={ask} />}
      <Happened />
    </>
  );
}

function Figures({ stats }: { stats: FiguresQuery['stats'] }) {
  const { roles, matchRate, matchedMentees, unmatchedMentees } = stats;
  const of = (role: string) => roles.find((counted) => counted.role === role)?.accounts ?? 0;
  const leaving = roles.reduce((sum, role) => sum + role.pendingDeletion, 0);
  return (
    <>
      <Tiles>
        <Tile title="Mentees" value={of('MENTEE')}>
          {matchedMentees.toLocaleString('en-US')} matched
        </Tile>
        <Tile title="Mentors" value={of('MENTOR')} />
        <Tile title="Match rate" value={percent(matchRate)}>
          <progress max={1} value={matchRate} aria-label="Match rate" />
        </Tile>
        <Tile title="Waiting mentees" value={unmatchedMentees}>
          <a href="#/matches">To the board</a>
        </Tile>
        <Tile title="Leaving" value={leaving}>
          <a href="#/deletions">Pending deletions</a>
        </Tile>
      </Tiles>
      <Card title="Accounts by role and state">
        <div className="table-frame" tabIndex={0} role="region" aria-label="Accounts by role and state">
          <table className="counts">
            <thead>
              <tr>
                <th scope="col">State</th>
                {roles.map(({ role }) => (
                  <th scope="col" key={role}>
                    {GROUPS[role]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {STATES.map(([state, label]) => (
                <tr key={state}>
                  <th scope="row">{label}</th>
                  {roles.map((counted) => (
                    <td key={counted.role}>{counted[state].toLocaleString('en-US')}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </>
  );
}

function Happened() {
  const { params } = useRoute();
  const asked = params.get('days');
  const span = SPANS.find((days) => days === asked) ?? USUAL;
  const variables = useMemo(() => lastDays(Number(span)), [span]);
  const [{ data, error }, ask] = useQuery({ query: DaysDocument, variables });
  const choose = (days: string) => show({ days: days === USUAL ? null : days });
  return (
    <>
      <div className="page-head">
        <h2>Day by day</h2>
        <SelectField
          label="Span"
          value={span}
          onChange={choose}
          options={SPANS.map((days) => [days, `The last ${days} days`] as const)}
        />
      </div>
      {data ? <DayCharts days={data.stats.days} /> : <Pending error={error} retry={ask} />}
    </>
  );
}

/** The first and the last of so many days, in UTC, today included. */
function lastDays(days: number): { from: string; to: string } {
  const now = Date.now();
  const day = (ago: number) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
  return { from: day(days - 1), to: day(0) };
}
