// The signal log as it grows. Across lost connections it skips no signal and repeats none.

import { useEffect, useState } from 'react';
import { type Client, useClient } from 'urql';

import { refreshCurrentUser } from '../api/current_user';
import { LiveReader, type Status } from '../api/live_reader';
import {
  type NamedRowFragment,
  NewestSignalsDocument,
  type SignalFilter,
  SignalsDocument,
} from '../api/operations';

export type { Status };

/** How many signals the list starts with. */
const HISTORY = 50;
/** How many signals the list holds at most. */
const MAX_SIGNALS = 1000;

/** The state of the stream. */
export interface SignalStream {
  /** Oldest first. */
  signals: NamedRowFragment[];
  /** How many signals have been received, including those no longer in the list. */
  received: number;
  status: Status;
  /** Whether signals may be missing, because the log no longer holds the stream's last cursor. */
  hasGap: boolean;
}

const INITIAL: SignalStream = { signals: [], received: 0, status: 'connecting', hasGap: false };

/**
 * Returns the newest signals of a filter and follows the log; with the email of each signal's user if `mayReadUsers`.
 * Pass the same filter object for as long as it filters the same.
 */
export function useSignals(filter: SignalFilter, mayReadUsers: boolean): SignalStream {
  const client = useClient();
  const [stream, setStream] = useState<SignalStream>(INITIAL);
  useEffect(() => {
    let isCurrent = true;
    const update: Update = (change) => {
      // What another filter loaded arrives too late.
      if (isCurrent) setStream((stream) => ({ ...stream, ...change(stream) }));
    };
    const reader = signalReader(client, filter, mayReadUsers, update);
    return () => {
      isCurrent = false;
      reader.stop();
    };
  }, [client, filter, mayReadUsers]);
  return stream;
}

type Update = (change: (stream: SignalStream) => Partial<SignalStream>) => void;

/** Loads the newest signals, and follows those after them. */
function signalReader(client: Client, filter: SignalFilter, mayReadUsers: boolean, update: Update) {
  const variables = { filter, after: '0', mayReadUsers };
  const load = async () => {
    const options = { requestPolicy: 'network-only' } as const;
    const range = { filter, last: HISTORY, mayReadUsers };
    const { data, error } = await client.query(NewestSignalsDocument, range, options);
    if (!data) throw error;
    const rows = data.signals.nodes;
    variables.after = rows.at(-1)?.cursor ?? '0';
    update(({ signals, received }) => {
      const known = new Set(signals.map(({ id }) => id));
      return { signals: rows, received: received + rows.filter(({ id }) => !known.has(id)).length };
    });
  };
  return new LiveReader({
    document: SignalsDocument,
    variables,
    prepare: load,
    onData: ({ signals: signal }) => {
      variables.after = signal.cursor;
      update(({ signals, received }) => ({
        signals: [...signals, signal].slice(-MAX_SIGNALS),
        received: received + 1,
      }));
    },
    onGap: () => update(() => ({ hasGap: true })),
    onStatus: (status) => {
      update(() => ({ status }));
      if (status === 'ended') refreshCurrentUser(client);
    },
  });
}
