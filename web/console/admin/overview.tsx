// The program at a glance: what to do first, figures, and activity over time.

import { lazy, Suspense, useMemo } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_TYPES } from '../api/invalidation';
import { DaysDocument, OverviewDocument, type OverviewQuery } from '../api/operations';
import { Card } from '../parts/card';
import { SelectField } from '../parts/fields';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { serverNow } from '../parts/server_time';
import { Figures } from './figures';
import { useCan } from './permission';
import { ReportTable } from './report_table';
import { ToDo } from './to_do';

/** Loaded while the figures are: the charts are a third of the console. */
const DayCharts = lazy(() => import('./day_charts'));

const PERIODS = ['7', '30', '90', '365'] as const;
const DEFAULT_PERIOD = '30';
const DAY_MS = 86_400_000;
/** Everything that the figures count. */
const CONTEXT = { additionalTypenames: [...PEOPLE_TYPES, 'Concern', 'Email', 'Webhook'] };
const ROLE_LABELS = { MENTEE: 'Mentees', MENTOR: 'Mentors', ADMIN: 'Admins' } as const;
const STATUSES = [
  ['accounts', 'All'],
  ['unverified', 'Unverified'],
  ['inactive', 'Deactivated'],
  ['pendingDeletion', 'Pending deletion'],
] as const;

export function Overview() {
  const can = useCan();
  const [concerns, webhooks] = [can('CONCERNS_READ'), can('WEBHOOKS_READ')];
  const variables = useMemo(() => ({ ...lastDays(14), concerns, webhooks }), [concerns, webhooks]);
  const [{ data, error }, refetch] = useQuery({ query: OverviewDocument, variables, context: CONTEXT });
  return (
    <>
      <PageHead title="Overview" />
      {data ? (
        <>
          <div className="overview-columns">
            <ToDo data={data} />
            <Roles roles={data.stats.roles} />
          </div>
          <Figures stats={data.stats} />
        </>
      ) : (
        <Pending error={error} retry={refetch} />
      )}
      <OverTime />
    </>
  );
}

function Roles({ roles }: { roles: OverviewQuery['stats']['roles'] }) {
  return (
    <Card title="Accounts by role and status">
      <ReportTable
        label="Accounts by role and status"
        head={['Status', ...roles.map(({ role }) => ROLE_LABELS[role])]}
        rows={STATUSES.map(([status, label]) => [
          label,
          ...roles.map((counted) => counted[status].toLocaleString('en-US')),
        ])}
      />
    </Card>
  );
}

function OverTime() {
  const { params } = useRoute();
  const requested = params.get('days');
  const period = PERIODS.find((days) => days === requested) ?? DEFAULT_PERIOD;
  const variables = useMemo(() => lastDays(Number(period)), [period]);
  const [{ data, error }, refetch] = useQuery({ query: DaysDocument, variables });
  const choose = (days: string) => setParams({ days: days === DEFAULT_PERIOD ? null : days });
  const loading = <Pending error={undefined} retry={refetch} />;
  return (
    <>
      <div className="page-head">
        <h2>Activity over time</h2>
        <SelectField
          label="Period"
          value={period}
          onChange={choose}
          options={PERIODS.map((days) => [days, `Last ${days} days`] as const)}
        />
      </div>
      {data ? (
        <Suspense fallback={loading}>
          <DayCharts days={data.stats.days} />
        </Suspense>
      ) : (
        <Pending error={error} retry={refetch} />
      )}
    </>
  );
}

/** The first and the last day of a period of `days` days that ends today, in UTC. */
function lastDays(days: number): { from: string; to: string } {
  const now = serverNow();
  const day = (ago: number) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
  return { from: day(days - 1), to: day(0) };
}
