// A suggested mentor or mentee, with the score and the reasons.

import type { ReactNode } from 'react';

import { displayName, yearAndMajors } from '../parts/person';

interface SuggestionProps {
  person: { fullName: string; year: number | null; major: string[]; goals: string };
  score: number;
  sentence: string;
  children: ReactNode;
}

export function Suggestion({ person, score, sentence, children }: SuggestionProps) {
  return (
    <li>
      <div className="suggestion">
        <div className="name-line">
          <strong>{displayName(person)}</strong>
          <span className="badge">Match score: {score} of 90</span>
        </div>
        <p className="hint">{yearAndMajors(person)}</p>
        <p>{sentence}</p>
        {person.goals && <p className="hint">Goals: {person.goals}</p>}
      </div>
      {children}
    </li>
  );
}
