// Charts of registrations, sign-ins, and matches by day or week, each with its numbers as a table.

import { useMemo } from 'react';

import type { DaysQuery } from '../api/operations';
import { Card } from '../parts/card';
import { Chart, type Series } from '../parts/chart';
import { bucketsOf, type DayBucket, isWeekly, sums } from './day_buckets';

type Day = DaysQuery['stats']['days'][number];
type CountField = Exclude<keyof Day, 'date'>;

export default function DayCharts({ days }: { days: Day[] }) {
  const buckets = useMemo(() => bucketsOf(days.map(({ date }) => date)), [days]);
  return (
    <>
      <DayChart
        title="Registrations"
        days={days}
        buckets={buckets}
        good={['Registered', 'registrations']}
        bad={['Failed', 'failedRegistrations']}
      />
      <DayChart
        title="Sign-ins"
        days={days}
        buckets={buckets}
        good={['Signed in', 'signIns']}
        bad={['Failed', 'failedSignIns']}
      />
      <DayChart title="Matches" days={days} buckets={buckets} good={['New matches', 'matches']} />
    </>
  );
}

interface DayChartProps {
  title: string;
  days: Day[];
  buckets: DayBucket[];
  good: [label: string, field: CountField];
  bad?: [label: string, field: CountField];
}

function DayChart({ title, days, buckets, good, bad }: DayChartProps) {
  const [goodLabel, goodField] = good;
  const [badLabel, badField] = bad ?? [];
  const series = useMemo<Series[]>(() => {
    const of = (field: CountField) =>
      sums(
        buckets,
        days.map((day) => day[field]),
      );
    return [
      { label: goodLabel, color: '--accent', values: of(goodField) },
      ...(badLabel && badField ? [{ label: badLabel, color: '--bad', values: of(badField) }] : []),
    ];
  }, [days, buckets, goodLabel, goodField, badLabel, badField]);
  const unit = isWeekly(days.length) ? 'week' : 'day';
  return (
    <Card title={title}>
      <Chart
        label={`${title} by ${unit}`}
        caption={`Last ${days.length} days, by ${unit}`}
        buckets={buckets}
        series={series}
      />
      <BucketTable title={title} unit={unit} buckets={buckets} series={series} />
    </Card>
  );
}

interface TableProps {
  title: string;
  unit: 'day' | 'week';
  buckets: DayBucket[];
  series: Series[];
}

/** The days or weeks that have any counts, newest first. */
function BucketTable({ title, unit, buckets, series }: TableProps) {
  const rows = buckets
    .map(({ title }, index) => ({ title, counts: series.map(({ values }) => values[index] ?? 0) }))
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
              <th scope="col">{unit === 'day' ? 'Day' : 'Week'} (UTC)</th>
              {series.map(({ label }) => (
                <th scope="col" key={label}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, counts }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                {counts.map((count, index) => (
                  <td key={series[index]?.label}>{count.toLocaleString('en-US')}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
