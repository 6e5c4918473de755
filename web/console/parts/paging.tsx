// Pages of a list, by the cursors of their first and last rows; the address says which page one is on.

import { useEffect } from 'react';

import type { PageFragment } from '../api/operations';
import { show, useRoute } from './route';

/** The arguments of a page, as the API takes them. */
export interface PageArguments {
  first: number | null;
  after: string | null;
  last: number | null;
  before: string | null;
}

/** Which page of a list the address asks for. Several lists on one page bear different names. */
export function usePage(size: number, name = ''): PageArguments {
  const { params } = useRoute();
  const before = params.get(`${name}before`);
  const after = params.get(`${name}after`);
  if (before) return { first: null, after: null, last: size, before };
  return { first: size, after, last: null, before: null };
}

/** What an address forgets when a list begins anew. */
export function firstPage(name = ''): Record<string, null> {
  return { [`${name}after`]: null, [`${name}before`]: null };
}

/** The ways to the page before and to the next one; nothing where the list has one page. */
export function Pager(props: { of: string; info: PageFragment; name?: string }) {
  const { of, info, name = '' } = props;
  // What was on this page may be gone, by one's own hand too; what is left is on others.
  const isGone = !info.startCursor && (info.hasPreviousPage || info.hasNextPage);
  useEffect(() => {
    if (isGone) show(firstPage(name), 'replace');
  }, [isGone, name]);
  if (!info.hasPreviousPage && !info.hasNextPage) return null;
  // The last page is reached with the focus on one of these, which a disabled button would lose.
  const back = () =>
    info.hasPreviousPage && show({ ...firstPage(name), [`${name}before`]: info.startCursor });
  const on = () =>
    info.hasNextPage && show({ ...firstPage(name), [`${name}after`]: info.endCursor });
  return (
    <nav className="pager" aria-label={`Pages of ${of}`}>
      <button aria-disabled={!info.hasPreviousPage} onClick={back}>
        ← Previous
      </button>
      <button aria-disabled={!info.hasNextPage} onClick={on}>
        Next →
      </button>
    </nav>
  );
}
