// Where in the console one is: a few real addresses for links in letters, and fragments within a page. A fragment
// is a path and what the page shows, such as "#/people?search=jo", so that a reload and the way back keep it.

import { useSyncExternalStore } from 'react';

const CHANGED = 'bruinbridge-route';

window.addEventListener('hashchange', () => window.scrollTo(0, 0));

/** A place within the console. */
export interface Route {
  /** The first part of the path; empty at the start. */
  page: string;
  /** The other parts. */
  rest: string[];
  /** What the page shows. */
  params: URLSearchParams;
  /** Whether this is the administrators' side. */
  isAdmin: boolean;
}

/** Where one is. */
export function useRoute(): Route {
  // Read from the address itself, so that all who ask during one rendering learn the same.
  const hash = useSyncExternalStore(subscribe, current);
  const [path = '', query] = hash.split('?');
  const [page = '', ...rest] = path.split('/').filter(Boolean);
  const isAdmin = window.location.pathname === '/admin';
  return { page, rest, params: new URLSearchParams(query), isAdmin };
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  window.addEventListener(CHANGED, changed);
  return () => {
    window.removeEventListener('hashchange', changed);
    window.removeEventListener(CHANGED, changed);
  };
}

/** Goes to a page within the console. */
export function go(page: string): void {
  window.location.hash = `#/${page}`;
}

/** Shows something else on the page one is on; null and an empty text stand for what is usual. */
export function show(change: Record<string, string | null>, how: 'push' | 'replace' = 'push'): void {
  const [path = '', query] = current().split('?');
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  const hash = `#/${path}${params.size ? `?${params}` : ''}`;
  if (how === 'push') {
    window.location.hash = hash;
    return;
  }
  window.history.replaceState(null, '', hash);
  window.dispatchEvent(new Event(CHANGED));
}

function current(): string {
  return window.location.hash.replace(/^#\/?/, '');
}

/** The token of a link in a letter, and what it is for. */
export function letterLink(): { kind: 'verify' | 'reset'; token: string } | null {
  const { pathname, search } = window.location;
  if (pathname === '/verify-email') {
    return { kind: 'verify', token: new URLSearchParams(search).get('token') ?? '' };
  }
  const [, page, token] = pathname.split('/');
  if (page !== 'reset-password' || !token) return null;
  return { kind: 'reset', token: decoded(token) };
}

/** What is no encoding stands for itself, so that the page can say that there is no such link. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
