// Somebody who might fit, and why.

import type { ReactNode } from 'react';

import { nameOf } from '../parts/name';
import { studies } from './partners';

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
          <strong>{nameOf(person)}</strong>
          <span className="badge">{score} of 90</span>
        </div>
        <p className="hint">{studies(person)}</p>
        <p>{sentence}</p>
        {person.goals && <p className="hint">Goals: {person.goals}</p>}
      </div>
      {children}
    </li>
  );
}
