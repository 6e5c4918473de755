// The frame of the pages for signed-in users: navigation, the user's menu, and content. Administrators have the
// navigation on the left. Members have it at the top, or at the bottom of a phone.

import { type LucideIcon, Menu as MenuIcon } from 'lucide-react';
import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from 'react';

import { LogoutDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Brand } from './brand';
import { FormErrors } from './fields';
import { useRoute } from './route';
import { useTitle } from './title';
import { type ShownUser, UserMenu } from './user_menu';

/** A page that the navigation links to. */
export interface NavPage {
  /** The first segment of its address; empty for the home page. */
  name: string;
  title: string;
  icon: LucideIcon;
  /** Other words by which the search finds it. */
  words?: string;
  /** The heading above it and its neighbors, in the navigation on the left. */
  group?: string;
  /** How much waits there for the user. */
  count?: number;
  /** What is counted, for screen readers; "new" by default. */
  counted?: string;
}

interface ShellProps {
  layout: 'side' | 'top';
  user: ShownUser;
  onSignedOut: () => void;
  pages: readonly NavPage[];
  page: string;
  /** What is shown above the header. */
  banner?: ReactNode;
  /** What the header has between the navigation and the user's menu, such as the search. */
  tools?: ReactNode;
  children: ReactNode;
}

const NAVIGATION = 'navigation';

export function Shell(props: ShellProps) {
  const { layout, user, onSignedOut, pages, page, banner, tools, children } = props;
  const { submit, errors, isBusy } = useSubmit(LogoutDocument);
  const signOut = async () => {
    if (await submit({})) onSignedOut();
  };
  useTitle(pages.find(({ name }) => name === page)?.title);
  useFocusOnNavigation();
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link; the URL after # names the page. */}
      <a className="skip" href="#content" onClick={skipToContent}>
        Skip to content
      </a>
      {banner}
      <div className={`shell shell-${layout}`}>
        <header className="shell-head">
          {layout === 'side' && pages.length > 0 && (
            <button
              className="icon-button shell-menu"
              aria-label="Pages"
              type="button"
              popoverTarget={NAVIGATION}
            >
              <MenuIcon size={22} aria-hidden />
            </button>
          )}
          <a className="shell-brand" href="#/">
            <Brand />
          </a>
          {pages.length > 0 && <Navigation layout={layout} pages={pages} page={page} />}
          <div className="shell-tools">
            {tools}
            <UserMenu user={user} signOut={() => void signOut()} isBusy={isBusy} />
          </div>
        </header>
        <main id="content" className="shell-main" tabIndex={-1}>
          {errors.length > 0 && <FormErrors errors={otherErrors(errors, [])} />}
          {children}
        </main>
      </div>
    </>
  );
}

type NavigationProps = Pick<ShellProps, 'layout' | 'pages' | 'page'>;

/** On a phone, the navigation on the left is a popover. */
function Navigation({ layout, pages, page }: NavigationProps) {
  const nav = useRef<HTMLElement>(null);
  return (
    <nav
      ref={nav}
      id={NAVIGATION}
      aria-label="Main"
      className="shell-nav"
      popover={layout === 'side' ? 'auto' : undefined}
      onClickCapture={() => layout === 'side' && nav.current?.hidePopover()}
    >
      {layout === 'side' && (
        <a className="shell-brand" href="#/">
          <Brand />
        </a>
      )}
      {pages.map(({ name, title, icon: Icon, group, count = 0, counted = 'new' }, index) => (
        <span key={name} className="shell-item">
          {group && group !== pages[index - 1]?.group && <span className="shell-group">{group}</span>}
          <a href={`#/${name}`} aria-current={name === page ? 'page' : undefined}>
            <Icon size={20} strokeWidth={1.75} aria-hidden />
            <span>{title}</span>
            {count > 0 && (
              <span className="shell-count">
                {count > 99 ? '99+' : count}
                <span className="hidden"> {counted}</span>
              </span>
            )}
          </a>
        </span>
      ))}
    </nav>
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
