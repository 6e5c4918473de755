// Pages of a list, by the cursors of their first and last rows. The page's address holds the current one.

import { useEffect } from 'react';

import type { PageFragment } from '../api/operations';
import { setParams, useRoute } from './route';

/** The arguments of a page, as the API takes them. */
export interface PageArguments {
  first: number | null;
  after: string | null;
  last: number | null;
  before: string | null;
}

/** Returns the arguments for the current page of a list. Lists on the same screen need different prefixes. */
export function usePage(size: number, prefix = ''): PageArguments {
  const { params } = useRoute();
  const before = params.get(`${prefix}before`);
  const after = params.get(`${prefix}after`);
  if (before) return { first: null, after: null, last: size, before };
  return { first: size, after, last: null, before: null };
}

/** The parameters that take a list back to its first page. */
export function firstPage(prefix = ''): Record<string, null> {
  return { [`${prefix}after`]: null, [`${prefix}before`]: null };
}

/** Buttons for the previous and the next page; renders nothing when the list has one page. */
export function Pager(props: { of: string; info: PageFragment; prefix?: string }) {
  const { of, info, prefix = '' } = props;
  // All rows of this page may have gone, for example deleted by this administrator; other pages still have some.
  const isEmptied = !info.startCursor && (info.hasPreviousPage || info.hasNextPage);
  useEffect(() => {
    if (isEmptied) setParams(firstPage(prefix), 'replace');
  }, [isEmptied, prefix]);
  if (!info.hasPreviousPage && !info.hasNextPage) return null;
  // The buttons are only aria-disabled: on the last page, disabling the focused button would lose the focus.
  const previous = () =>
    info.hasPreviousPage && setParams({ ...firstPage(prefix), [`${prefix}before`]: info.startCursor });
  const next = () =>
    info.hasNextPage && setParams({ ...firstPage(prefix), [`${prefix}after`]: info.endCursor });
  return (
    <nav className="pager" aria-label={`Pages of ${of}`}>
      <button aria-disabled={!info.hasPreviousPage} onClick={previous}>
        ← Previous
      </button>
      <button aria-disabled={!info.hasNextPage} onClick={next}>
        Next →
      </button>
    </nav>
  );
}
