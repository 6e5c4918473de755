// What happened hour by hour, counted from the log.

import { useEffect, useState } from 'react';
import { type OperationResult, useClient } from 'urql';

import {
  HappenedDocument,
  type HappenedQuery,
  type HappenedQueryVariables,
  type SignalName,
} from '../api/operations';

const HOUR_MS = 3_600_000;
/** A page of the log is a hundred signals; a day with more than these is cut at its beginning. */
const PAGES = 30;

/** The lines of the charts, with the signals that each counts. */
export const LINES = {
  registrations: ['USER_REGISTERED', 'ADMIN_REGISTERED'],
  signIns: ['USER_AUTHENTICATED', 'ADMIN_AUTHENTICATED'],
  failedRegistrations: ['USER_REGISTRATION_FAILED', 'ADMIN_REGISTRATION_FAILED'],
  failedSignIns: ['USER_AUTHENTICATION_FAILED', 'ADMIN_AUTHENTICATION_FAILED'],
} as const satisfies Record<string, readonly SignalName[]>;

/** For each hour its beginning in seconds, and for each line a count. */
export interface Hours {
  times: number[];
  counts: Record<keyof typeof LINES, number[]>;
}

/** The last hours; null until they are known. */
export function useHours(hours: number): Hours | null {
  const client = useClient();
  const [known, setKnown] = useState<Hours | null>(null);
  useEffect(() => {
    let isOver = false;
    const load = async () => {
      const last = Math.floor(Date.now() / HOUR_MS);
      const first = last - hours + 1;
      const since = new Date(first * HOUR_MS).toISOString();
      const filter = { names: Object.values(LINES).flat(), since };
      const result = empty(first, hours);
      let before: string | null = null;
      for (let page = 0; page < PAGES; page += 1) {
        const options = { requestPolicy: 'network-only' } as const;
        const variables: HappenedQueryVariables = { filter, before };
        const { data }: OperationResult<HappenedQuery> = await client.query(
          HappenedDocument,
          variables,
          options,
        );
        if (isOver || !data) return;
        for (const { name, occurredAt } of data.signals.nodes) {
          const hour = Math.floor(new Date(occurredAt).getTime() / HOUR_MS) - first;
          count(result, name, hour);
        }
        before = data.signals.pageInfo.startCursor;
        if (!data.signals.pageInfo.hasPreviousPage) break;
      }
      setKnown(result);
    };
    void load();
    return () => {
      isOver = true;
    };
  }, [client, hours]);
  return known;
}

function empty(first: number, hours: number): Hours {
  const zeros = () => Array.from({ length: hours }, () => 0);
  return {
    times: Array.from({ length: hours }, (_, hour) => ((first + hour) * HOUR_MS) / 1000),
    counts: {
      registrations: zeros(),
      signIns: zeros(),
      failedRegistrations: zeros(),
      failedSignIns: zeros(),
    },
  };
}

function count({ counts }: Hours, name: SignalName, hour: number): void {
  for (const line of Object.keys(LINES) as (keyof typeof LINES)[]) {
    const names: readonly SignalName[] = LINES[line];
    const known = counts[line][hour];
    if (names.includes(name) && known !== undefined) counts[line][hour] = known + 1;
  }
}
