// The tab with plans: proposing one, and the list of earlier ones.

import { ListChecks } from 'lucide-react';
import { useQuery } from 'urql';

import { type PlanRowFragment, PlansDocument } from '../api/operations';
import { Card } from '../parts/card';
import { EmptyState } from '../parts/empty_state';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import { useCan } from './permission';
import { PLAN_CONTEXT, PlanBadge, planTitle } from './plan_parts';
import { ProposePlan } from './plan_propose';
import { counted, OBJECTIVES } from './plan_words';

const SIZE = 10;

export function Plans() {
  const can = useCan();
  const variables = usePage(SIZE, 'plans-');
  const [{ data, error }, refetch] = useQuery({
    query: PlansDocument,
    variables,
    context: PLAN_CONTEXT,
  });
  const plans = data?.matchingPlans;
  return (
    <div className="plans">
      {can('ROSTER_WRITE') && <ProposePlan />}
      <Card title="Plans">
        {!plans && <Pending error={error} retry={refetch} />}
        {plans?.nodes.length === 0 && (
          <EmptyState icon={ListChecks} title="No plans yet">
            <p>A plan pairs everyone who is waiting. You review it before anyone is matched.</p>
          </EmptyState>
        )}
        <ul className="rows plan-list">
          {plans?.nodes.map((plan) => (
            <PlanRow key={plan.id} plan={plan} />
          ))}
        </ul>
        {plans && <Pager of="plans" info={plans.pageInfo} prefix="plans-" />}
      </Card>
    </div>
  );
}

function PlanRow({ plan }: { plan: PlanRowFragment }) {
  const { id, objective, matched, total, createdAt, createdBy } = plan;
  return (
    <li>
      <div>
        <a href={`#/matches/plans/${id}`}>{planTitle(plan)}</a>
        <p className="hint">
          {OBJECTIVES[objective].title} · {matched} of {counted(total, 'mentee')} ·{' '}
          <RelativeTime time={createdAt} />
          {createdBy && ` by ${displayName(createdBy)}`}
        </p>
      </div>
      <PlanBadge state={plan.state} />
    </li>
  );
}
