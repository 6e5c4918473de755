// Loads activity: a list that grows by a page at a time, and as much as fits into a download.

import { useCallback, useEffect, useRef, useState } from 'react';
import { type Client, type CombinedError, useClient } from 'urql';

import { ActivityDocument, type ActivityFilter, type ActivityRowFragment } from '../api/operations';

const PAGE = 30;
const EXPORT_PAGE = 100;
/** How many entries a download has at most. */
export const EXPORT_MAX = 1000;

/** The state of the list. */
interface Loaded {
  /** Newest first. */
  entries: ActivityRowFragment[];
  /** The cursor of the next page; null after the last one, undefined before the first. */
  next: string | null | undefined;
  error: CombinedError | undefined;
  isLoading: boolean;
}

const NOTHING: Loaded = { entries: [], next: undefined, error: undefined, isLoading: true };

/** The list for a filter, and how to load more of it, which also tries again after a failure. */
export function useActivity(filter: ActivityFilter): Loaded & { loadMore: () => void } {
  const client = useClient();
  const [loaded, setLoaded] = useState(NOTHING);
  const isShown = useRef(true);
  const load = useCallback(
    async (after: string | null) => {
      setLoaded((loaded) => ({ ...loaded, error: undefined, isLoading: true }));
      const { data, error } = await page(client, filter, PAGE, after);
      if (!isShown.current) return;
      setLoaded(({ entries, next }) => ({
        entries: data ? [...entries, ...data.activity.nodes] : entries,
        next: data ? following(data.activity.pageInfo) : next,
        error: data ? undefined : error,
        isLoading: false,
      }));
    },
    [client, filter],
  );
  useEffect(() => {
    isShown.current = true;
    void load(null);
    return () => {
      isShown.current = false;
    };
  }, [load]);
  const loadMore = () => {
    if (!loaded.isLoading) void load(loaded.next ?? null);
  };
  return { ...loaded, loadMore };
}

/** The newest entries of a filter, and whether there are more of them. */
export async function loadForExport(
  client: Client,
  filter: ActivityFilter,
): Promise<{ entries: ActivityRowFragment[]; hasMore: boolean; error: CombinedError | undefined }> {
  const entries: ActivityRowFragment[] = [];
  let next: string | null = null;
  do {
    const { data, error } = await page(client, filter, EXPORT_PAGE, next);
    if (!data) return { entries, hasMore: true, error };
    entries.push(...data.activity.nodes);
    next = following(data.activity.pageInfo);
  } while (next && entries.length < EXPORT_MAX);
  return { entries, hasMore: next !== null, error: undefined };
}

function page(client: Client, filter: ActivityFilter, first: number, after: string | null) {
  const variables = { filter, first, after };
  return client.query(ActivityDocument, variables, { requestPolicy: 'network-only' }).toPromise();
}

function following(info: { hasNextPage: boolean; endCursor?: string | null }): string | null {
  return info.hasNextPage ? (info.endCursor ?? null) : null;
}
