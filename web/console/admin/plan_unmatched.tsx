// The mentees for whom a plan has no mentor, with the reason and what would help.

import { useEffect } from 'react';
import { useQuery } from 'urql';

import { type PlanRowFragment, PlanUnmatchedDocument } from '../api/operations';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { GrowingList, type OnEnd } from './matching_pages';
import { useCan } from './permission';
import { PersonLink } from './person_status';
import { PLAN_CONTEXT } from './plan_parts';
import { counted, UNMATCHED_REASONS } from './plan_words';

const SIZE = 50;

export function PlanUnmatched({ plan }: { plan: PlanRowFragment }) {
  const { id, matched, total } = plan;
  if (matched === total) return null;
  return (
    <Card title="Without a mentor in this plan" aside={<span className="badge">{total - matched}</span>}>
      <p className="soft">
        {counted(total - matched, 'mentee')} will keep waiting. Here's why, and what would help.
      </p>
      <GrowingList key={id} of="mentees">
        {(after, onEnd) => <Page id={id} after={after} onEnd={onEnd} />}
      </GrowingList>
    </Card>
  );
}

interface PageProps {
  id: string;
  after: string | null;
  onEnd: OnEnd;
}

function Page({ id, after, onEnd }: PageProps) {
  const can = useCan();
  const [{ data, error }, refetch] = useQuery({
    query: PlanUnmatchedDocument,
    variables: { id, first: SIZE, after },
    context: PLAN_CONTEXT,
  });
  const list = data?.matchingPlan?.unmatched;
  useEffect(() => {
    if (list) onEnd?.(list.pageInfo);
  }, [list, onEnd]);
  if (!list) return <Pending error={error} retry={refetch} />;
  return (
    <ul className="rows">
      {list.nodes.map(({ mentee, reason, advice }, index) => (
        <li key={mentee?.id ?? index}>
          <div>{mentee ? <PersonLink person={mentee} /> : 'A deleted account'}</div>
          <div className="unmatched-reason">
            <p>{reason && UNMATCHED_REASONS[reason]}</p>
            {advice && <p className="hint">What would help: {advice}</p>}
          </div>
          {mentee && can('ROSTER_WRITE') && (
            <a
              className="button"
              href={`#/matches/${mentee.id}`}
              aria-label={`Find a mentor for ${displayName(mentee)}`}
            >
              Find a mentor
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
