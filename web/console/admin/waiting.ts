// How much waits for administrators on each page: open concerns, and emails that failed.

import { useQuery } from 'urql';

import { type Permission, WaitingDocument } from '../api/operations';
import type { NavPage } from '../parts/shell';

/** An empty list does not show the type of its items. */
const CONTEXT = { additionalTypenames: ['Concern', 'Email'] };

/** The counts of pages, by their names, for an administrator with these permissions. */
export function useWaiting(
  permissions: readonly Permission[],
): Record<string, Pick<NavPage, 'count' | 'counted'>> {
  const concerns = permissions.includes('CONCERNS_READ');
  const emails = permissions.includes('USERS_READ');
  const [{ data }] = useQuery({
    query: WaitingDocument,
    variables: { concerns, emails },
    pause: !concerns && !emails,
    context: CONTEXT,
  });
  return {
    concerns: { count: data?.concerns?.nodes.length ?? 0, counted: 'open' },
    emails: { count: data?.emails?.nodes.length ?? 0, counted: 'failed' },
  };
}
