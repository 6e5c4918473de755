// A panel with the other mentors for a mentee of a plan, best first. Choosing one pins the new pair.

import { useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { CandidatesDocument, type PlannedPersonFragment } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { SidePanel } from '../parts/side_panel';
import { Factors, Fit } from './matching_fit';
import { GrowingList, type OnEnd } from './matching_pages';
import type { Revisions } from './plan_pairs';

const SIZE = 20;

interface SwapProps {
  mentee: PlannedPersonFragment;
  /** The mentor so far. */
  mentor: PlannedPersonFragment;
  errors: string[];
  revisions: Revisions;
  onClose: () => void;
}

export function SwapMentor({ mentee, mentor, errors, revisions, onClose }: SwapProps) {
  const { obstacle, pin } = revisions;
  const [isTried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = displayName(mentee);
  const choose: Choose = async (other) => {
    setTried(true);
    // Closing the panel returns the focus to the pair; only then is it removed.
    if (await pin(mentee, other)) heading.current?.closest('dialog')?.close();
  };
  return (
    <SidePanel label={`Another mentor for ${name}`} onClose={onClose}>
      <h2 ref={heading}>Another mentor for {name}</h2>
      <p className="soft">
        Instead of {displayName(mentor)}. If the new mentor's spots are taken in this plan, others move.
      </p>
      {obstacle && <p className="notice">{obstacle}</p>}
      <FormErrors errors={isTried ? errors : []} />
      <GrowingList of="mentors">
        {(after, onEnd) => (
          <Page
            menteeId={mentee.id}
            exceptId={mentor.id}
            after={after}
            onEnd={onEnd}
            choose={choose}
            isOff={obstacle !== null}
          />
        )}
      </GrowingList>
    </SidePanel>
  );
}

type Choose = (mentor: { id: string; fullName: string; email: string | null }) => Promise<void>;

interface PageProps {
  menteeId: string;
  exceptId: string;
  after: string | null;
  onEnd: OnEnd;
  choose: Choose;
  /** Whether nobody can be chosen at the moment. */
  isOff: boolean;
}

function Page({ menteeId, exceptId, after, onEnd, choose, isOff }: PageProps) {
  const [{ data, error }, refetch] = useQuery({
    query: CandidatesDocument,
    variables: { menteeId, first: SIZE, after },
    context: PEOPLE_CONTEXT,
  });
  const list = data?.mentorCandidates;
  useEffect(() => {
    if (list) onEnd?.(list.pageInfo);
  }, [list, onEnd]);
  if (!list) return <Pending error={error} retry={refetch} />;
  const others = list.nodes.filter(({ mentor }) => mentor.id !== exceptId);
  if (others.length === 0 && !after) return <p className="empty">No other mentor has an open spot.</p>;
  return (
    <ul className="swaps">
      {others.map(({ mentor, score, sentence, factors }) => (
        <li key={mentor.id}>
          <div className="with-avatar">
            <Avatar person={mentor} />
            <div>
              <div className="name-line">
                <strong>{displayName(mentor)}</strong>
                <Fit score={score} />
              </div>
              <p className="hint">{yearAndMajors(mentor)}</p>
            </div>
          </div>
          <div>
            <p>{sentence}</p>
            <Factors factors={factors} />
          </div>
          <button
            aria-disabled={isOff}
            aria-label={`Choose ${displayName(mentor)}`}
            onClick={() => void choose(mentor)}
          >
            Choose
          </button>
        </li>
      ))}
    </ul>
  );
}
