// Pages of a list below each other, for lists that only have cursors forward.

import { Fragment, type ReactNode, useState } from 'react';

/** Where a page ends. */
export interface PageEnd {
  hasNextPage: boolean;
  endCursor: string | null;
}

/** Passes on where the last page ends; undefined for the pages before it. */
export type OnEnd = ((end: PageEnd) => void) | undefined;

interface GrowingListProps {
  /** What the list has, such as "mentors". */
  of: string;
  /** Renders the page after a cursor. It calls `onEnd` in an effect. */
  children: (after: string | null, onEnd: OnEnd) => ReactNode;
}

export function GrowingList({ of, children }: GrowingListProps) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const [end, setEnd] = useState<PageEnd | null>(null);
  const hasMore = end?.hasNextPage === true && !cursors.includes(end.endCursor);
  return (
    <>
      {cursors.map((after, index) => (
        <Fragment key={after ?? ''}>
          {children(after, index === cursors.length - 1 ? setEnd : undefined)}
        </Fragment>
      ))}
      {/* Only aria-disabled at the end of the list, so that it keeps the focus. */}
      {(hasMore || cursors.length > 1) && (
        <button
          className="more"
          aria-disabled={!hasMore}
          onClick={() => hasMore && setCursors([...cursors, end.endCursor])}
        >
          Show more {of}
        </button>
      )}
    </>
  );
}
