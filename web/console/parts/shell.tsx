// The frame of all pages that one is signed in for.

import type { MouseEvent, ReactNode } from 'react';

import { Brand } from './brand';

interface ShellProps {
  who: string;
  leave: () => void;
  pages: readonly (readonly [page: string, title: string])[];
  page: string;
  children: ReactNode;
}

export function Shell({ who, leave, pages, page, children }: ShellProps) {
  return (
    <>
      <a className="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header className="shell-head">
        <div className="shell-bar">
          <Brand />
          <span className="shell-who">{who}</span>
          <button className="on-dark" onClick={leave}>
            Sign out
          </button>
        </div>
        {pages.length > 0 && (
          <nav aria-label="Pages">
            {pages.map(([name, title]) => (
              <a key={name} href={`#/${name}`} aria-current={name === page ? 'page' : undefined}>
                {title}
              </a>
            ))}
          </nav>
        )}
      </header>
      <main id="content" className="shell-main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** The fragment of the address names the page, so that the link must not change it. */
function skip(event: MouseEvent) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/** A part of a page, with its title. */
export function Card(props: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      <header>
        <h2>{props.title}</h2>
        {props.aside}
      </header>
      {props.children}
    </section>
  );
}
