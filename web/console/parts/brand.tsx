// The logo, and the layout of the pages for visitors who are not signed in.

import type { ReactNode } from 'react';

import { useTitle } from './title';

/** The logo: a bridge between two banks, and the name. */
export function Brand() {
  return (
    <span className="brand">
      <svg viewBox="0 0 40 24" aria-hidden="true" width="40" height="24">
        <path d="M2 20h36" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
        <path d="M4 20C8 6 32 6 36 20" fill="none" stroke="#ffd100" strokeWidth="3" />
        <path d="M13 11v9M20 9v11M27 11v9" stroke="currentColor" strokeWidth="2" />
      </svg>
      BruinBridge
    </span>
  );
}

/** A form or message next to a short description of the program. */
export function Front({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <div className="front">
      <header className="front-story">
        <Brand />
        <p className="front-claim">Find a Bruin who's been there.</p>
        <p>
          Meet a mentor who shares your major, your interests, and your path. Take one survey, get
          matched, and have someone to turn to.
        </p>
      </header>
      <main className="front-card">
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
