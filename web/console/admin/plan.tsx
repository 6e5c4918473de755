// The page of a plan: its computation, the review, and what became of it.

import type { PlanRowFragment } from '../api/operations';
import { Card } from '../parts/card';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { formatDateTime } from '../parts/time';
import { useCan } from './permission';
import { PlanPairs } from './plan_pairs';
import { PlanBadge, planTitle } from './plan_parts';
import { usePlan } from './plan_progress';
import { DiscardPlan, PublishPlan } from './plan_publish';
import { PlanSummary } from './plan_summary';
import { PlanUnmatched } from './plan_unmatched';
import { OBJECTIVES } from './plan_words';

const BACK = { href: '#/matches?tab=plans', title: 'Plans' };

export function PlanPage({ id }: { id: string }) {
  const can = useCan();
  const { plan, error, refetch } = usePlan(id);
  if (!plan) {
    return (
      <>
        <PageHead title="Plan" back={BACK} />
        {plan === null ? (
          <p className="empty">This plan doesn't exist. Plans are deleted after 180 days.</p>
        ) : (
          <Pending error={error} retry={refetch} />
        )}
      </>
    );
  }
  const { state } = plan;
  return (
    <>
      <PageHead title={planTitle(plan)} back={BACK} detail={<Detail plan={plan} />}>
        {can('ROSTER_WRITE') && state !== 'PUBLISHED' && state !== 'DISCARDED' && (
          <>
            {state === 'READY' && plan.matched > 0 && <PublishPlan plan={plan} />}
            <DiscardPlan plan={plan} />
          </>
        )}
      </PageHead>
      {state === 'COMPUTING' && <Computing plan={plan} />}
      {state === 'FAILED' && <Failed plan={plan} />}
      {state === 'DISCARDED' && <p className="notice">Nobody was matched by this plan.</p>}
      {(state === 'READY' || state === 'PUBLISHED') && <PlanSummary plan={plan} />}
      {state !== 'FAILED' && <PlanPairs plan={plan} />}
      {state !== 'FAILED' && state !== 'COMPUTING' && <PlanUnmatched plan={plan} />}
    </>
  );
}

function Detail({ plan }: { plan: PlanRowFragment }) {
  const { objective, createdBy, publishedAt } = plan;
  return (
    <span className="badges">
      <PlanBadge state={plan.state} />
      <span>
        {OBJECTIVES[objective].title}
        {createdBy && ` · Proposed by ${displayName(createdBy)}`}
        {publishedAt && ` · Published ${formatDateTime(publishedAt)}`}
      </span>
    </span>
  );
}

function Computing({ plan }: { plan: PlanRowFragment }) {
  const done = Math.floor(plan.progress * 100);
  return (
    <Card title="Finding the best plan" aside={<span className="number soft">{done}%</span>}>
      <progress value={plan.progress} aria-label="Progress of the plan" />
      <p className="soft">
        You can leave this page. The plan will wait for your review in the list of plans.
      </p>
    </Card>
  );
}

function Failed({ plan }: { plan: PlanRowFragment }) {
  return (
    <div className="row" role="alert">
      <p className="notice notice-bad">{plan.failure ?? "The plan couldn't be computed."}</p>
      <a className="button" href="#/matches?tab=plans">
        Propose another plan
      </a>
    </div>
  );
}
