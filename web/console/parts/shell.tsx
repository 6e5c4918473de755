// The layout of the pages for signed-in users: header, navigation, and content.

import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from 'react';

import { LogoutDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Brand } from './brand';
import { FormErrors } from './fields';
import { useRoute } from './route';
import { useTitle } from './title';

interface ShellProps {
  /** The name of the signed-in user, as the header shows it. */
  userName: string;
  onSignedOut: () => void;
  pages: readonly (readonly [page: string, title: string])[];
  page: string;
  /** What is shown above the header. */
  banner?: ReactNode;
  children: ReactNode;
}

export function Shell({ userName, onSignedOut, pages, page, banner, children }: ShellProps) {
  const { submit, errors, isBusy } = useSubmit(LogoutDocument);
  const signOut = async () => {
    if (await submit({})) onSignedOut();
  };
  useTitle(pages.find(([name]) => name === page)?.[1]);
  useFocusOnNavigation();
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link; the URL after # names the page. */}
      <a className="skip" href="#content" onClick={skipToContent}>
        Skip to content
      </a>
      {banner}
      <header className="shell-head">
        <div className="shell-bar">
          <Brand />
          <span className="shell-user">{userName}</span>
          <button className="on-dark" aria-disabled={isBusy} onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
        {pages.length > 0 && (
          <nav aria-label="Main">
            {pages.map(([name, title]) => (
              <a key={name} href={`#/${name}`} aria-current={name === page ? 'page' : undefined}>
                {title}
              </a>
            ))}
          </nav>
        )}
      </header>
      <main id="content" className="shell-main" tabIndex={-1}>
        {errors.length > 0 && <FormErrors errors={otherErrors(errors, [])} />}
        {children}
      </main>
    </>
  );
}

/** Moves the keyboard focus to the start of the content when the page changes. */
function useFocusOnNavigation(): void {
  const { page, rest } = useRoute();
  const path = [page, ...rest].join('/');
  const last = useRef(path);
  useLayoutEffect(() => {
    if (last.current === path) return;
    last.current = path;
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [path]);
}

/** Focuses the content without following the link: the fragment of the address holds the route. */
function skipToContent(event: MouseEvent) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/** A titled section of a page. */
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
