// One pair of a plan: both people, how well they fit and why, and what can be done about it.

import { Ellipsis, Pin, PinOff, Replace, Split } from 'lucide-react';
import { useId } from 'react';

import type { PlannedPersonFragment } from '../api/operations';
import { Menu } from '../parts/menu';
import { displayName } from '../parts/person';
import { Factors, Fit } from './matching_fit';
import { PersonLink } from './person_status';
import type { PlannedPair, Revisions } from './plan_pairs';
import { CHANGES, refusalInWords } from './plan_words';

interface RowProps {
  pair: PlannedPair;
  /** What may be changed; null if nothing. */
  revisions: Revisions | null;
}

export function PlannedPairRow({ pair, revisions }: RowProps) {
  const { mentee, mentor, score, factors, sentence, isPinned, outcome, refusal, changes } = pair;
  return (
    <li className="pair">
      <Person person={mentee} as="Mentee" />
      <Person person={mentor} as="Mentor" />
      <Fit score={score} />
      <div className="pair-reasons">
        <p>{sentence}</p>
        <Factors factors={factors} />
        <div className="badges">
          {isPinned && <span className="badge">Pinned</span>}
          {outcome === 'MATCHED' && <span className="badge badge-good">Matched</span>}
          {changes.map((change) => (
            <span key={change} className="badge badge-warn">
              {CHANGES[change]}
            </span>
          ))}
        </div>
        {outcome === 'REFUSED' && <p className="error">Not matched: {refusalInWords(refusal)}</p>}
      </div>
      <div className="pair-actions">
        {revisions && mentee && mentor && (
          <PairMenu mentee={mentee} mentor={mentor} isPinned={isPinned} revisions={revisions} />
        )}
      </div>
    </li>
  );
}

function Person({ person, as }: { person: PlannedPersonFragment | null; as: string }) {
  return (
    <div className="pair-person">
      <span className="hidden">{as}: </span>
      {person ? <PersonLink person={person} /> : <span className="soft">A deleted account</span>}
    </div>
  );
}

interface MenuProps {
  mentee: PlannedPersonFragment;
  mentor: PlannedPersonFragment;
  isPinned: boolean;
  revisions: Revisions;
}

function PairMenu({ mentee, mentor, isPinned, revisions }: MenuProps) {
  const { obstacle, pin, release, keepApart, swap } = revisions;
  const id = useId();
  const isOff = { 'aria-disabled': obstacle !== null, 'aria-describedby': obstacle ? id : undefined };
  return (
    <Menu
      className="icon-button"
      label={`Change the pair ${displayName(mentee)} and ${displayName(mentor)}`}
      button={<Ellipsis size={20} aria-hidden />}
    >
      {obstacle && (
        <p className="menu-head" id={id}>
          {obstacle}
        </p>
      )}
      {isPinned ? (
        <button {...isOff} onClick={() => void release(mentee, mentor)}>
          <PinOff size={18} aria-hidden />
          Unpin
        </button>
      ) : (
        <button {...isOff} onClick={() => void pin(mentee, mentor)}>
          <Pin size={18} aria-hidden />
          Pin this pair
        </button>
      )}
      <button {...isOff} onClick={() => !obstacle && swap(mentee, mentor)}>
        <Replace size={18} aria-hidden />
        Choose another mentor
      </button>
      <button {...isOff} onClick={() => void keepApart(mentee, mentor)}>
        <Split size={18} aria-hidden />
        <span>
          Keep apart
          <span className="hint menu-note">You can take it back until you reload the page.</span>
        </span>
      </button>
    </Menu>
  );
}
