// Follows a plan: its computation live over the socket, and by asking again where there is no socket.

import { useEffect, useState } from 'react';
import { type CombinedError, stringifyDocument, useQuery } from 'urql';

import { socket } from '../api/client';
import {
  PlanDocument,
  PlanProgressDocument,
  type PlanProgressSubscription,
  type PlanRowFragment,
} from '../api/operations';
import { PLAN_CONTEXT } from './plan_parts';

const POLL_MS = 2000;
const FRESH = { requestPolicy: 'network-only' } as const;

interface FollowedPlan {
  /** Undefined while it is loading, null if there is none. */
  plan: PlanRowFragment | null | undefined;
  error: CombinedError | undefined;
  refetch: () => void;
}

/** Returns a plan, and again whenever its computation has come further. */
export function usePlan(id: string): FollowedPlan {
  const [{ data, error }, execute] = useQuery({
    query: PlanDocument,
    variables: { id },
    context: PLAN_CONTEXT,
  });
  const [progress, setProgress] = useState(0);
  const plan = data?.matchingPlan;
  const isComputing = plan?.state === 'COMPUTING';
  useEffect(() => {
    if (!isComputing) return;
    setProgress(0);
    const refetch = () => execute(FRESH);
    const payload = { query: stringifyDocument(PlanProgressDocument), variables: { id } };
    const unsubscribe = socket.subscribe<PlanProgressSubscription>(payload, {
      next: ({ data }) => {
        if (!data) return;
        setProgress(data.matchingProgress.progress);
        if (data.matchingProgress.state !== 'COMPUTING') refetch();
      },
      // The timer goes on without the socket.
      error: () => {},
      complete: refetch,
    });
    const timer = setInterval(refetch, POLL_MS);
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [id, isComputing, execute]);
  return {
    plan: plan && isComputing ? { ...plan, progress: Math.max(plan.progress, progress) } : plan,
    error,
    refetch: () => execute(FRESH),
  };
}
