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

interface FrontProps {
  title: string;
  /** What the page says about the program. */
  story?: ReactNode;
  children: ReactNode;
}

/** A form or message next to what the program is about. On a phone, the form comes first. */
export function Front({ title, story, children }: FrontProps) {
  useTitle(title);
  return (
    <div className="front">
      <header className="front-brand">
        <Brand />
      </header>
      <main className="front-card">
        <h1>{title}</h1>
        {children}
      </main>
      <aside className="front-story" aria-label="About BruinBridge">
        {story ?? <Story claim="Find a Bruin who's been there." />}
      </aside>
    </div>
  );
}

/** One large sentence about the program, and more below it. */
export function Story({ claim, children }: { claim: string; children?: ReactNode }) {
  return (
    <>
      <p className="front-claim">{claim}</p>
      {children}
    </>
  );
}
