// A suggested mentor or mentee as a card: who it is, how well they match, and what the two have in common.

import { Check } from 'lucide-react';
import type { ReactNode, Ref } from 'react';

import type { SuggestedPersonFragment } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { displayName, yearAndMajors } from '../parts/person';
import { MatchScore } from './match_score';
import { interestsOf, type Profile } from './shared_interests';

/** A suggested person. Those suggested to mentees have a number of free spots. */
export type Suggested = Omit<SuggestedPersonFragment, 'person'> & {
  person: SuggestedPersonFragment['person'] & { spotsLeft?: number };
};

interface SuggestionProps {
  suggestion: Suggested;
  /** The member's own profile, to show what the two have in common. */
  own: Profile;
  /** Where the focus goes when the card was loaded by "Show more". */
  cardRef?: Ref<HTMLLIElement>;
  /** The menu in the corner. */
  menu?: ReactNode;
  /** The actions at the bottom. */
  children?: ReactNode;
}

export function Suggestion({ suggestion, own, cardRef, menu, children }: SuggestionProps) {
  const { person, factors, sentence } = suggestion;
  const name = displayName(person);
  return (
    <li className="partner-card" ref={cardRef} tabIndex={-1}>
      <div className="partner-head">
        <Avatar person={person} />
        <div>
          <h3>{name}</h3>
          <p className="hint">{yearAndMajors(person)}</p>
        </div>
        {menu}
      </div>
      <div className="partner-body">
        <MatchScore factors={factors} name={name} />
        <p>{sentence}</p>
        <Interests person={person} own={own} />
        {person.goals && (
          <p className="partner-goals">
            <span className="soft">Goals: </span>
            {person.goals}
          </p>
        )}
      </div>
      <div className="partner-actions">
        {children}
        {person.spotsLeft === 0 && <span className="hint">Roster full. You'd wait in line.</span>}
      </div>
    </li>
  );
}

function Interests({ person, own }: { person: Profile; own: Profile }) {
  const interests = interestsOf(person, own);
  if (!interests.length) return null;
  return (
    <ul className="interests" aria-label="Interests">
      {interests.map(({ text, isShared }) => (
        <li key={text} className={isShared ? 'is-shared' : undefined}>
          {isShared && <Check size={14} aria-hidden />}
          {text}
          {isShared && <span className="hidden"> (you too)</span>}
        </li>
      ))}
    </ul>
  );
}
