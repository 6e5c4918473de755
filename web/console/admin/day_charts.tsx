// Charts of registrations, sign-ins and matches over days, with their numbers as a table besides.

import { useMemo } from 'react';

import type { DaysQuery } from '../api/operations';
import { Chart, type Line, total } from '../parts/chart';
import { Card } from '../parts/shell';

type Day = DaysQuery['stats']['days'][number];
type Counted = Exclude<keyof Day, 'date'>;

export function DayCharts({ days }: { days: Day[] }) {
  return (
    <div className="columns">
      <Figure
        title="Registrations"
        days={days}
        good={['Registered', 'registrations']}
        bad={['Failed', 'failedRegistrations']}
      />
      <Figure
        title="Sign-ins"
        days={days}
        good={['Signed in', 'signIns']}
        bad={['Failed', 'failedSignIns']}
      />
      <Figure title="Matches" days={days} good={['Made', 'matches']} />
    </div>
  );
}

interface FigureProps {
  title: string;
  days: Day[];
  good: [label: string, field: Counted];
  bad?: [label: string, field: Counted];
}

function Figure({ title, days, good, bad }: FigureProps) {
  const [goodLabel, goodField] = good;
  const [badLabel, badField] = bad ?? [];
  const times = useMemo(() => days.map(({ date }) => Date.parse(date) / 1000), [days]);
  const lines = useMemo<Line[]>(
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
        {lines.map(({ label, values }, index) => (
          <div key={label} className={index ? 'figure-bad' : ''}>
            <dt>{label}</dt>
            <dd>{total(values).toLocaleString('en-US')}</dd>
          </div>
        ))}
      </dl>
      <Chart label={`${title} by the day`} times={times} lines={lines} />
      <Numbers title={title} days={days} lines={lines} />
    </Card>
  );
}

/** The days on which something happened. */
function Numbers({ title, days, lines }: { title: string; days: Day[]; lines: Line[] }) {
  const rows = days
    .map(({ date }, index) => ({ date, counts: lines.map(({ values }) => values[index] ?? 0) }))
    .filter(({ counts }) => counts.some((count) => count > 0))
    .reverse();
  if (rows.length === 0) return <p className="soft">Nothing happened in these days.</p>;
  return (
    <details>
      <summary>As a table</summary>
      <div className="table-frame" tabIndex={0} role="region" aria-label={`${title} as a table`}>
        <table className="counts">
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              {lines.map(({ label }) => (
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
                  <td key={lines[index]?.label}>{count}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
