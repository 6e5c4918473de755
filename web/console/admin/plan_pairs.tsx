// The pairs of a plan: reviewing them, pinning and swapping, and what became of them.

import { useEffect, useId, useState } from 'react';
import { useQuery } from 'urql';

import {
  type PlannedPersonFragment,
  PlanPairsDocument,
  type PlanPairsQuery,
  type PlanRowFragment,
  RevisePlanDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { GrowingList, type OnEnd } from './matching_pages';
import { useCan } from './permission';
import { type ApartPair, useApart } from './plan_apart';
import { PlannedPairRow } from './plan_pair';
import { PLAN_CONTEXT, PLAN_TYPES, useRefetchWithPlan } from './plan_parts';
import { SwapMentor } from './plan_swap';

const SIZE = 100;
const COMPUTING = 'The plan is being worked out. You can change it when that is done.';

/** A pair of a plan. */
export type PlannedPair = NonNullable<PlanPairsQuery['matchingPlan']>['pairs']['nodes'][number];

/** Changes of a pair. */
export interface Revisions {
  /** Why the plan can't be changed at the moment; null while it can. */
  obstacle: string | null;
  pin: (mentee: PlannedPersonFragment, mentor: { id: string; fullName: string }) => Promise<boolean>;
  release: (mentee: PlannedPersonFragment, mentor: PlannedPersonFragment) => Promise<boolean>;
  keepApart: (mentee: PlannedPersonFragment, mentor: PlannedPersonFragment) => Promise<boolean>;
  /** Opens the list of other mentors. */
  swap: (mentee: PlannedPersonFragment, mentor: PlannedPersonFragment) => void;
}

export function PlanPairs({ plan }: { plan: PlanRowFragment }) {
  const can = useCan();
  const [swapped, setSwapped] = useState<Parameters<Revisions['swap']> | null>(null);
  const { pairs: apart, add, remove } = useApart(plan.id);
  const { submit, errors, isBusy } = useSubmit(RevisePlanDocument, PLAN_TYPES);
  // The server changes no plan while it computes it.
  const obstacle = isBusy || plan.state === 'COMPUTING' ? COMPUTING : null;
  const revise = async (changes: object, announcement: string) =>
    !obstacle && Boolean(await submit({ input: { id: plan.id, ...changes } }, announcement));
  const revisions: Revisions = {
    obstacle,
    pin: (mentee, mentor) => {
      const [menteeName, mentorName] = [displayName(mentee), displayName(mentor)];
      const pin = [{ menteeId: mentee.id, mentorId: mentor.id }];
      return revise({ pin }, `${menteeName} stays with ${mentorName} in this plan.`);
    },
    release: (mentee, mentor) => {
      const release = [{ menteeId: mentee.id, mentorId: mentor.id }];
      return revise({ release }, `${displayName(mentee)} is no longer pinned.`);
    },
    keepApart: async (mentee, mentor) => {
      const names = `${displayName(mentee)} and ${displayName(mentor)}`;
      const pair = { menteeId: mentee.id, mentorId: mentor.id };
      const isDone = await revise({ forbid: [pair] }, `${names} are kept apart.`);
      if (isDone) add({ ...pair, names });
      return isDone;
    },
    swap: (mentee, mentor) => setSwapped([mentee, mentor]),
  };
  const allow = async (pair: ApartPair) => {
    const { menteeId, mentorId, names } = pair;
    const release = [{ menteeId, mentorId }];
    if (await revise({ release }, `${names} can be paired again.`)) remove(pair);
  };
  const isOpen = plan.state === 'READY' || plan.state === 'COMPUTING';
  const mayRevise = isOpen && can('ROSTER_WRITE');
  if (plan.matched === 0 && apart.length === 0) return null;
  return (
    <Card title="Pairs" aside={<span className="badge">{plan.matched}</span>}>
      {mayRevise && (
        <p className="soft">
          Pin a pair to keep it, choose another mentor, or keep two people apart. The plan is then worked
          out again around your changes.
        </p>
      )}
      <FormErrors errors={otherErrors(errors, [])} />
      {mayRevise && apart.length > 0 && <Apart pairs={apart} allow={allow} obstacle={obstacle} />}
      <div className="pair pairs-head" aria-hidden>
        <span>Mentee</span>
        <span>Mentor</span>
        <span />
        <span>Why</span>
      </div>
      <GrowingList key={plan.id} of="pairs">
        {(after, onEnd) => (
          <Page plan={plan} after={after} onEnd={onEnd} revisions={mayRevise ? revisions : null} />
        )}
      </GrowingList>
      {swapped && (
        <SwapMentor
          mentee={swapped[0]}
          mentor={swapped[1]}
          errors={otherErrors(errors, [])}
          revisions={revisions}
          onClose={() => setSwapped(null)}
        />
      )}
    </Card>
  );
}

interface PageProps {
  plan: PlanRowFragment;
  after: string | null;
  onEnd: OnEnd;
  revisions: Revisions | null;
}

function Page({ plan, after, onEnd, revisions }: PageProps) {
  const { id, state } = plan;
  const [{ data, error }, refetch] = useQuery({
    query: PlanPairsDocument,
    variables: { id, outcome: null, first: SIZE, after },
    context: PLAN_CONTEXT,
  });
  useRefetchWithPlan(plan, refetch);
  const pairs = data?.matchingPlan?.pairs;
  useEffect(() => {
    if (pairs) onEnd?.(pairs.pageInfo);
  }, [pairs, onEnd]);
  if (!pairs) return <Pending error={error} retry={refetch} />;
  return (
    <ul className="pairs" aria-busy={state === 'COMPUTING'}>
      {pairs.nodes.map((pair, index) => (
        <PlannedPairRow key={pair.mentee?.id ?? index} pair={pair} revisions={revisions} />
      ))}
    </ul>
  );
}

interface ApartProps {
  pairs: readonly ApartPair[];
  allow: (pair: ApartPair) => Promise<void>;
  obstacle: Revisions['obstacle'];
}

function Apart({ pairs, allow, obstacle }: ApartProps) {
  const id = useId();
  return (
    <div className="apart">
      <h3>Kept apart</h3>
      <p className="hint" id={id}>
        {obstacle ??
          "You can allow these again until you sign out, or reload or close the window. After that, they stay apart in this plan; another plan doesn't know about them."}
      </p>
      <ul>
        {pairs.map((pair) => (
          <li key={pair.names}>
            {pair.names}
            <button
              className="quiet"
              aria-disabled={obstacle !== null}
              aria-describedby={id}
              onClick={() => void allow(pair)}
            >
              Allow again
              <span className="hidden"> {pair.names}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
