// What the pages about plans share: their title and badge, and when what they show of a plan is fetched again.

import { useEffect, useRef } from 'react';
import type { OperationContext } from 'urql';

import { PEOPLE_TYPES } from '../api/invalidation';
import type { PlanRowFragment, PlanState } from '../api/operations';
import { formatDateTime } from '../parts/time';
import { STATES } from './plan_words';

/** The types that a change of a plan affects. */
export const PLAN_TYPES = ['MatchingPlan'];

/** The types that the publication of a plan affects, too. */
export const PUBLISHED_TYPES = [...PLAN_TYPES, ...PEOPLE_TYPES];

/** The context for queries about plans: their pairs show whether the people have changed. */
export const PLAN_CONTEXT = { additionalTypenames: PUBLISHED_TYPES };

/** Such as "Plan of Nov 21, 2026, 9:00 AM". */
export function planTitle(plan: Pick<PlanRowFragment, 'createdAt'>): string {
  return `Plan of ${formatDateTime(plan.createdAt)}`;
}

export function PlanBadge({ state }: { state: PlanState }) {
  const { title, badge } = STATES[state];
  return <span className={`badge ${badge}`}>{title}</span>;
}

/** Fetches a part of a plan again when the plan has been computed again. */
export function useRefetchWithPlan(
  { state, computedAt }: Pick<PlanRowFragment, 'state' | 'computedAt'>,
  refetch: (context: Partial<OperationContext>) => void,
): void {
  const version = `${state} ${computedAt}`;
  const known = useRef(version);
  useEffect(() => {
    if (known.current === version) return;
    known.current = version;
    refetch({ requestPolicy: 'network-only' });
  }, [version, refetch]);
}
