// The log of signals as it grows: whatever happens to the connection, nothing is missed and nothing twice.

import { print } from 'graphql';
import { useEffect, useState } from 'react';
import { type Client, CombinedError, useClient } from 'urql';

import { askWho, socket } from '../api/client';
import {
  NewestSignalsDocument,
  type RowFragment,
  SignalsDocument,
  type SignalsSubscription,
} from '../api/operations';

const HISTORY = 50;
const KEPT = 1000;
const PAUSE_MS = [500, 1000, 2000, 4000] as const;

/** Close codes of the socket and codes of errors after which trying again leads nowhere. */
const ENDS: readonly unknown[] = [4401, 4403, 'UNAUTHENTICATED', 'FORBIDDEN'];

/** How the stream is doing. */
export type State = 'connecting' | 'live' | 'waiting' | 'ended';

/** What is known of the log. */
export interface Live {
  /** The newest last. */
  signals: RowFragment[];
  /** How many were heard, also those that are no longer kept. */
  heard: number;
  state: State;
  /** Whether some may be missing, because the log had forgotten where the stream was. */
  hasGap: boolean;
}

/** The newest signals, and those that come. */
export function useSignals(): Live {
  const client = useClient();
  const [live, setLive] = useState<Live>({
    signals: [],
    heard: 0,
    state: 'connecting',
    hasGap: false,
  });
  useEffect(() => follow(client, (step) => setLive((live) => ({ ...live, ...step(live) }))), [client]);
  return live;
}

/** Reads the end of the log and listens behind it; answers how to stop. */
function follow(client: Client, tell: (step: (live: Live) => Partial<Live>) => void): () => void {
  // Read when it is sent, also when the socket comes back by itself.
  const place = { after: '0' };
  let failures = 0;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout>;
  let unsubscribe = () => {};
  const say = (state: State) => !isOver && tell(() => ({ state }));
  const add = (rows: RowFragment[]) => {
    place.after = rows.at(-1)?.cursor ?? place.after;
    tell(({ signals, heard }) => ({
      signals: [...signals, ...rows].slice(-KEPT),
      heard: heard + rows.length,
    }));
  };
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
    unsubscribe();
    listeners.forEach((remove) => remove());
  };
  const failed = (failure: unknown, again: () => void) => {
    if (isOver) return;
    // Else the socket takes what was lost for somebody who still listens, and stays open.
    unsubscribe();
    const found = codes(failure);
    if (found.some((code) => ENDS.includes(code))) {
      say('ended');
      stop();
      askWho(client);
      return;
    }
    const isGone = found.includes('CURSOR_GONE');
    tell(({ hasGap }) => ({ state: 'waiting', hasGap: hasGap || isGone }));
    timer = setTimeout(isGone ? begin : again, PAUSE_MS[Math.min(failures, PAUSE_MS.length - 1)]);
    failures += 1;
  };
  const begin = async () => {
    const options = { requestPolicy: 'network-only' } as const;
    const { data, error } = await client.query(NewestSignalsDocument, { last: HISTORY }, options);
    if (isOver) return;
    if (!data) return failed(error, begin);
    place.after = '0';
    tell(() => ({ signals: [] }));
    add(data.signals.nodes);
    listen();
  };
  const listen = () => {
    const payload = { query: print(SignalsDocument), variables: place };
    let refusal: unknown;
    unsubscribe = socket.subscribe<SignalsSubscription>(payload, {
      next: ({ data, errors }) => {
        if (errors) refusal = errors;
        if (!data || isOver) return;
        failures = 0;
        add([data.signals]);
      },
      error: (failure) => failed(failure, listen),
      complete: () => failed(refusal, listen),
    });
  };
  const listeners = [
    socket.on('connected', () => say('live')),
    socket.on('closed', () => say('waiting')),
  ];
  void begin();
  return stop;
}

/** The codes of what went wrong: errors of an answer, or how the socket was closed. */
function codes(failure: unknown): unknown[] {
  if (failure instanceof CloseEvent) return [failure.code];
  const errors: unknown = failure instanceof CombinedError ? failure.graphQLErrors : failure;
  if (!Array.isArray(errors)) return [];
  return errors.map(({ extensions }: { extensions?: { code?: unknown } }) => extensions?.code);
}
