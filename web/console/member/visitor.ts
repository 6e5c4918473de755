// What the pages for visitors remember: the email address that was typed, and the page that was asked for before the
// sign-in. It is in memory only, so that a closed tab or another person on the same computer finds none of it.

import { useEffect, useState } from 'react';

import { navigate, type Route } from '../parts/route';

/** The pages that only visitors see. */
const VISITOR_PAGES = ['sign-in', 'register', 'forgot'];

let typedEmail = '';
let wantedPage = '';

/** The email address on a form, which the next form for visitors starts with. */
export function useVisitorEmail(): [email: string, set: (email: string) => void] {
  const [email, setEmail] = useState(typedEmail);
  const set = (email: string) => {
    typedEmail = email;
    setEmail(email);
  };
  return [email, set];
}

/** Remembers the page of the address, unless it is one for visitors, until the visitor has signed in. */
export function useWantedPage(route: Route): void {
  useEffect(() => remember(route));
  // The next visitor may be someone else. Before this, the address may still change.
  useEffect(() => forget, []);
}

function remember({ page, rest, params }: Route): void {
  if (!page || VISITOR_PAGES.includes(page)) return;
  wantedPage = [page, ...rest].join('/') + (params.size ? `?${params}` : '');
}

function forget(): void {
  typedEmail = '';
  wantedPage = '';
}

/** After a sign-in, goes to the page that was asked for. Where the address names it already, it stays. */
export function goOn({ page }: Route): void {
  if (VISITOR_PAGES.includes(page)) navigate(wantedPage);
}
