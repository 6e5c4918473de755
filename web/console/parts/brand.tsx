// The name and the sign of the platform, and the frame of the pages before one is signed in.

import type { ReactNode } from 'react';

import { useTitle } from './title';

/** The sign: two banks and the bridge between them. */
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

/** A card in the middle, beside what the platform is for. */
export function Front({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <div className="front">
      <header className="front-story">
        <Brand />
        <p className="front-claim">Find the Bruin who has been there.</p>
        <p>
          Mentees meet mentors of their major, their hobbies and their path. One survey, one match,
          and a person to ask.
        </p>
      </header>
      <main className="front-card">
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
