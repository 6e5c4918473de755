// The last day at a glance: registrations, sign-ins, and those that failed.

import { useMemo } from 'react';

import { Chart, type Line, total } from '../parts/chart';
import { Card } from '../parts/shell';
import { type Hours, useHours } from './happened';

const HOURS = 24;

export function Overview() {
  const hours = useHours(HOURS);
  return (
    <>
      <h1>The last {HOURS} hours</h1>
      {hours ? <Figures hours={hours} /> : <p>Loading…</p>}
    </>
  );
}

function Figures({ hours }: { hours: Hours }) {
  const { counts, times } = hours;
  const registrations = useMemo<Line[]>(
    () => [
      { label: 'Registered', color: '#2774ae', values: counts.registrations },
      { label: 'Failed', color: '#a8201a', values: counts.failedRegistrations },
    ],
    [counts],
  );
  const signIns = useMemo<Line[]>(
    () => [
      { label: 'Signed in', color: '#005587', values: counts.signIns },
      { label: 'Failed', color: '#a8201a', values: counts.failedSignIns },
    ],
    [counts],
  );
  return (
    <div className="columns">
      <Figure title="Registrations" times={times} lines={registrations} />
      <Figure title="Sign-ins" times={times} lines={signIns} />
    </div>
  );
}

function Figure(props: { title: string; times: number[]; lines: Line[] }) {
  return (
    <Card title={props.title}>
      <dl className="figures">
        {props.lines.map(({ label, values }, index) => (
          <div key={label} className={index ? 'figure-bad' : ''}>
            <dt>{label}</dt>
            <dd>{total(values)}</dd>
          </div>
        ))}
      </dl>
      <Chart label={`${props.title} by the hour`} times={props.times} lines={props.lines} />
    </Card>
  );
}
