// The reports page: seats against demand, the time to a match, and why matches ended.

import { useMemo } from 'react';
import { useQuery } from 'urql';

import {
  type MatchEndedBy,
  PeriodReportsDocument,
  type PeriodReportsQuery,
  SeatReportsDocument,
} from '../api/operations';
import { Card } from '../parts/card';
import { SelectField } from '../parts/fields';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { yearName } from '../parts/person';
import { MATCH_END_REASONS } from '../parts/reason';
import { setParams, useRoute } from '../parts/route';
import { serverNow } from '../parts/server_time';
import { ReportTable, shown, TOTAL } from './report_table';
import { SeatTable } from './seat_table';

const DAY_MS = 24 * 60 * 60 * 1000;
const PERIODS = ['30', '90', '365'];
const DEFAULT_PERIOD = '365';

const ENDED_BY: Record<MatchEndedBy, string> = {
  MENTEE: 'The mentee left',
  BLOCK: 'The mentee blocked the mentor',
  MENTOR: 'The mentor',
  ADMIN: 'An administrator',
  PLATFORM: 'A role changed or an account was deleted',
};

export function Reports() {
  return (
    <>
      <PageHead
        title="Reports"
        detail="Groups of fewer than five people are counted with “Other”. A dash stands for a number that is hidden."
      />
      <SeatReports />
      <PeriodReports />
    </>
  );
}

function SeatReports() {
  const [{ data, error }, refetch] = useQuery({ query: SeatReportsDocument });
  if (!data) return <Pending error={error} retry={refetch} />;
  const { seatsByMajor, seatsByYear } = data.programReport;
  return (
    <div className="report-columns">
      <SeatTable title="Seats and demand by major" group="Major" report={seatsByMajor} />
      <SeatTable
        title="Seats and demand by year"
        group="Year"
        report={seatsByYear}
        nameOf={(year) => yearName(Number(year))}
      />
    </div>
  );
}

function PeriodReports() {
  const { params } = useRoute();
  const requested = params.get('days');
  const period = PERIODS.find((days) => days === requested) ?? DEFAULT_PERIOD;
  const variables = useMemo(() => lastDays(Number(period)), [period]);
  const [{ data, error }, refetch] = useQuery({ query: PeriodReportsDocument, variables });
  const choose = (days: string) => setParams({ days: days === DEFAULT_PERIOD ? null : days });
  return (
    <>
      <div className="page-head">
        <h2>Matches over time</h2>
        <SelectField
          label="Period"
          value={period}
          onChange={choose}
          options={PERIODS.map((days) => [days, `Last ${days} days`] as const)}
        />
      </div>
      {data ? <Tables report={data.programReport} /> : <Pending error={error} retry={refetch} />}
    </>
  );
}

function Tables({ report }: { report: PeriodReportsQuery['programReport'] }) {
  const { timeToMatch, endings } = report;
  return (
    <div className="report-columns is-narrow">
      <Card title="Time to the first match">
        <p className="soft">From the registration of a mentee to the first match, in days.</p>
        <ReportTable
          label="Time to the first match"
          head={['Measure', 'Value']}
          rows={[
            ['Mentees', shown(timeToMatch.mentees)],
            ['Half waited at most', shown(timeToMatch.medianDays)],
            ['Nine of ten waited at most', shown(timeToMatch.percentile90Days)],
          ]}
        />
      </Card>
      <Card title="Why matches ended">
        <ReportTable
          label="Why matches ended"
          head={['Reason', 'Matches']}
          rows={[
            ...endings.byReason.map(
              ({ reason, matches }) =>
                [reason ? MATCH_END_REASONS[reason] : 'No reason given', shown(matches)] as const,
            ),
            ['Other', shown(endings.otherReasons)],
            [TOTAL, shown(endings.total)],
          ]}
        />
      </Card>
      <Card title="Who ended matches">
        <ReportTable
          label="Who ended matches"
          head={['Who', 'Matches']}
          rows={[
            ...endings.byWhom.map(
              ({ endedBy, matches }) => [ENDED_BY[endedBy], shown(matches)] as const,
            ),
            ['Other', shown(endings.byOthers)],
            [TOTAL, shown(endings.total)],
          ]}
        />
      </Card>
    </div>
  );
}

/** The first and the last day of a period of `days` days that ends today, in UTC. */
function lastDays(days: number): { from: string; to: string } {
  const now = serverNow();
  const day = (ago: number) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
  return { from: day(days - 1), to: day(0) };
}
