// Seats against demand, a row for each group.

import type { SeatNumbersFragment, SeatsFragment } from '../api/operations';
import { Card } from '../parts/card';
import { ReportTable, shown } from './report_table';

interface SeatProps {
  title: string;
  group: string;
  report: SeatsFragment;
}

export function SeatTable({ title, group, report }: SeatProps) {
  const rows = report.groups.map(({ name, counts }) => row(name ?? 'Not given', counts));
  return (
    <Card title={title}>
      <ReportTable
        label={title}
        head={[group, 'Waiting', 'Matched', 'Mentors', 'Free seats']}
        rows={[...rows, row('Other', report.other), row('Total', report.total)]}
      />
    </Card>
  );
}

function row(name: string, counts: SeatNumbersFragment): string[] {
  const { waiting, matched, mentors, freeSeats } = counts;
  return [name, ...[waiting, matched, mentors, freeSeats].map(shown)];
}
