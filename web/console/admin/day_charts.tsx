// Charts of registrations, sign-ins, and matches by day, each with its numbers as a table.

import { useMemo } from 'react';

import type { DaysQuery } from '../api/operations';
import { Card } from '../parts/card';
import { Chart, type Series, total } from '../parts/chart';

type Day = DaysQuery['stats']['days'][number];
type CountField = Exclude<keyof Day, 'date'>;

export function DayCharts({ days }: { days: Day[] }) {
  return (
    <div className="columns">
      <DayChart
        title="Registrations"
        days={days}
        good={['Registered', 'registrations']}
        bad={['Failed', 'failedRegistrations']}
      />
      <DayChart
        title="Sign-ins"
        days={days}
        good={['Signed in', 'signIns']}
        bad={['Failed', 'failedSignIns']}
      />
      <DayChart title="Matches" days={days} good={['New matches', 'matches']} />
    </div>
  );
}

interface DayChartProps {
  title: string;
  days: Day[];
  good: [label: string, field: CountField];
  bad?: [label: string, field: CountField];
}

function DayChart({ title, days, good, bad }: DayChartProps) {
  const [goodLabel, goodField] = good;
  const [badLabel, badField] = bad ?? [];
  const times = useMemo(() => days.map(({ date }) => Date.parse(date) / 1000), [days]);
  const series = useMemo<Series[]>(
    () => [
      { label: goodLabel, color: '--accent', values: days.map((day) => day[goodField]) },
      ...(badLabel && badField
        ? [{ label: badLabel, color: '--bad', values: days.map((day) => day[badField]) }]
        : []),
    ],
    [days, goodLabel, goodField, badLabel, badField],
  );
  return (
    <Card title={title}>
      <dl className="figures">
        {series.map(({ label, values }, index) => (
          <div key={label} className={index ? 'figure-bad' : ''}>
            <dt>{label}</dt>
            <dd>{total(values).toLocaleString('en-US')}</dd>
          </div>
        ))}
      </dl>
      <Chart label={`${title} by day`} times={times} series={series} />
      <DayTable title={title} days={days} series={series} />
    </Card>
  );
}

/** The days that have any counts, newest first. */
function DayTable({ title, days, series }: { title: string; days: Day[]; series: Series[] }) {
  const rows = days
    .map(({ date }, index) => ({ date, counts: series.map(({ values }) => values[index] ?? 0) }))
    .filter(({ counts }) => counts.some((count) => count > 0))
    .reverse();
  if (rows.length === 0) return <p className="soft">No activity in this period.</p>;
  return (
    <details>
      <summary>View as table</summary>
      <section className="table-frame" tabIndex={0} aria-label={`${title} as a table`}>
        <table className="counts">
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              {series.map(({ label }) => (
                <th scope="col" key={label}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ date, counts }) => (
              <tr key={date}>
                <th scope="row">{date}</th>
                {counts.map((count, index) => (
                  <td key={series[index]?.label}>{count}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
