// Where in the console one is: a few real addresses for links in letters, and fragments within a page.

import { useEffect, useState } from 'react';

/** The part after "#/", and whether the page is the administrators' one. */
export function useRoute(): { page: string; isAdmin: boolean } {
  const [page, setPage] = useState(current);
  useEffect(() => {
    const changed = () => {
      setPage(current());
      window.scrollTo(0, 0);
    };
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return { page, isAdmin: window.location.pathname === '/admin' };
}

/** Goes to a page within the console. */
export function go(page: string): void {
  window.location.hash = `#/${page}`;
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
  return { kind: 'reset', token: decodeURIComponent(token) };
}
