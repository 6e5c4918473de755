// The pages about matching: the board, and the mentors for one mentee.

import { FindMentor } from './find_mentor';
import { Matches } from './matches';
import { RequirePermission } from './require_permission';

export function Matching({ rest: [menteeId] }: { rest: string[] }) {
  if (!menteeId) return <Matches />;
  return (
    <RequirePermission permission="ROSTER_WRITE">
      <FindMentor key={menteeId} menteeId={menteeId} />
    </RequirePermission>
  );
}
