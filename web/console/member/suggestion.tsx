// A suggested mentor or mentee, with the score and the reasons.

import type { ReactNode } from 'react';

import { Avatar, type Pictured } from '../parts/avatar';
import { displayName, yearAndMajors } from '../parts/person';

interface SuggestionProps {
  person: Pictured & { year: number | null; major: string[]; goals: string };
  score: number;
  sentence: string;
  children: ReactNode;
}

export function Suggestion({ person, score, sentence, children }: SuggestionProps) {
  return (
    <li>
      <div className="suggestion with-avatar">
        <Avatar person={person} />
        <div>
          <div className="name-line">
            <strong>{displayName(person)}</strong>
            <span className="badge">Match score: {score} of 90</span>
          </div>
          <p className="hint">{yearAndMajors(person)}</p>
          <p>{sentence}</p>
          {person.goals && <p className="hint">Goals: {person.goals}</p>}
        </div>
      </div>
      {children}
    </li>
  );
}
