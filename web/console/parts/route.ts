// The console's routes: a few paths for links in emails, and URL fragments for everything else. A fragment holds the
// page and its parameters, such as "#/people?search=jo", so that reload and the back button restore the page.

import { useSyncExternalStore } from 'react';

const CHANGED = 'bruinbridge-route';

/** Parameters of what lies over a page or within it, so that a change of them keeps the position on the page. */
const WITHIN = ['person', 'tab', 'invite', 'new', 'role', 'copy'];

window.addEventListener('hashchange', ({ oldURL, newURL }) => {
  if (shownPage(oldURL) !== shownPage(newURL)) window.scrollTo(0, 0);
});

/** A location within the console. */
export interface Route {
  /** The first segment of the path; empty for the home page. */
  page: string;
  /** The other segments. */
  rest: string[];
  /** The page's parameters, such as a search and filters. */
  params: URLSearchParams;
  /** Whether this is the admin console. */
  isAdmin: boolean;
}

/** Returns the current route. */
export function useRoute(): Route {
  // Reads the address itself, so that all components see the same route during one rendering.
  const hash = useSyncExternalStore(subscribe, current);
  const [path = '', query] = hash.split('?');
  const [page = '', ...rest] = path.split('/').filter(Boolean);
  const isAdmin = currentPath() === '/admin';
  return { page, rest, params: new URLSearchParams(query), isAdmin };
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener('hashchange', onChange);
    window.removeEventListener(CHANGED, onChange);
  };
}

/** Goes to a page within the console. */
export function navigate(page: string, how: 'push' | 'replace' = 'push'): void {
  const hash = `#/${page}`;
  if (how === 'push') {
    window.location.hash = hash;
    return;
  }
  window.history.replaceState(null, '', hash);
  window.dispatchEvent(new Event(CHANGED));
}

/**
 * Remembers the address, and returns a function that says whether the window still has it. What finishes late asks it
 * before it leads to another page: the user may have gone elsewhere.
 */
export function rememberAddress(): () => boolean {
  const { href } = window.location;
  return () => window.location.href === href;
}

/** Changes parameters of the current page; null and the empty text remove one, which restores its default. */
export function setParams(
  changes: Record<string, string | null>,
  how: 'push' | 'replace' = 'push',
): void {
  const [path = '', query] = current().split('?');
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  navigate(`${path}${params.size ? `?${params}` : ''}`, how);
}

/** What an address shows, apart from what lies over it. */
function shownPage(url: string): string {
  const [path = '', query] = url.split('?');
  const params = new URLSearchParams(query);
  for (const name of WITHIN) params.delete(name);
  return `${path}?${params}`;
}

function current(): string {
  return window.location.hash.replace(/^#\/?/, '');
}

/** The purposes of links whose token is a parameter, by their path. */
const LINKS = {
  '/verify-email': 'verify',
  '/confirm-email': 'confirm',
  '/undo-email-change': 'undo',
} as const;

type LinkKind = (typeof LINKS)[keyof typeof LINKS] | 'reset' | 'invitation' | 'unsubscribe';

/** The purpose and the token of a link from an email, or null when the address is not one. */
export function emailLink(): { kind: LinkKind; token: string } | null {
  const pathname = currentPath();
  if (pathname in LINKS) {
    const token = new URLSearchParams(window.location.search).get('token') ?? '';
    return { kind: LINKS[pathname as keyof typeof LINKS], token };
  }
  const [, page, token] = pathname.split('/');
  if (!token) return null;
  if (page === 'reset-password') {
    const isInvitation = new URLSearchParams(window.location.search).has('welcome');
    return { kind: isInvitation ? 'invitation' : 'reset', token: decoded(token) };
  }
  if (page === 'unsubscribe') return { kind: 'unsubscribe', token: decoded(token) };
  return null;
}

/** The path without slashes at its end, which people and mail programs add. */
function currentPath(): string {
  return window.location.pathname.replace(/\/+$/, '');
}

/** Decodes a URL segment. Returns it as it is when it is malformed, so that the server can reject the token. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
