// The frame of all pages that one is signed in for.

import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from 'react';

import { LogoutDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { Brand } from './brand';
import { FormErrors } from './fields';
import { useRoute } from './route';
import { useTitle } from './title';

interface ShellProps {
  who: string;
  /** Called when one has signed out. */
  left: () => void;
  pages: readonly (readonly [page: string, title: string])[];
  page: string;
  children: ReactNode;
}

export function Shell({ who, left, pages, page, children }: ShellProps) {
  const { submit, errors, isBusy } = useSubmit(LogoutDocument);
  const leave = async () => {
    if (await submit({})) left();
  };
  useTitle(pages.find(([name]) => name === page)?.[1]);
  useArrival();
  return (
    <>
      <a className="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header className="shell-head">
        <div className="shell-bar">
          <Brand />
          <span className="shell-who">{who}</span>
          <button className="on-dark" aria-disabled={isBusy} onClick={() => void leave()}>
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
        {errors.length > 0 && <FormErrors errors={general(errors, [])} />}
        {children}
      </main>
    </>
  );
}

/** Whoever goes to another page begins at its start, also with the keyboard. */
function useArrival(): void {
  const { page, rest } = useRoute();
  const path = [page, ...rest].join('/');
  const last = useRef(path);
  useLayoutEffect(() => {
    if (last.current === path) return;
    last.current = path;
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [path]);
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
