// Seats against demand, a row for each group.

import type { SeatNumbersFragment, SeatsFragment } from '../api/operations';
import { Card } from '../parts/card';
import { ReportTable, shown, TOTAL } from './report_table';

interface SeatProps {
  title: string;
  group: string;
  report: SeatsFragment;
  /** How a group is named in the table. */
  nameOf?: (group: string) => string;
}

export function SeatTable({ title, group, report, nameOf = (name) => name }: SeatProps) {
  const rows = report.groups.map(({ name, counts }) =>
    row(name === null ? 'Not given' : nameOf(name), counts),
  );
  return (
    <Card title={title}>
      <ReportTable
        label={title}
        head={[group, 'Waiting', 'Matched', 'Mentors', 'Free seats']}
        rows={[...rows, row('Other', report.other), row(TOTAL, report.total)]}
      />
    </Card>
  );
}

function row(name: string, counts: SeatNumbersFragment): string[] {
  const { waiting, matched, mentors, freeSeats } = counts;
  return [name, ...[waiting, matched, mentors, freeSeats].map(shown)];
}
