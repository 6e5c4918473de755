// The pages about matching: the board with a mentee and their mentors, and a plan.

import { useRoute } from '../parts/route';
import { Matches } from './matches';
import { PlanPage } from './plan';
import { RequirePermission } from './require_permission';

export function Matching({ rest: [first, second] }: { rest: string[] }) {
  const isWaiting = !useRoute().params.has('tab');
  if (first === 'plans' && second) return <PlanPage key={second} id={second} />;
  if (!first || !isWaiting) return <Matches menteeId={undefined} />;
  return (
    <RequirePermission permission="ROSTER_WRITE">
      <Matches menteeId={first} />
    </RequirePermission>
  );
}
