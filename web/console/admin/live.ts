// The log of signals as it grows: whatever happens to the connection, nothing is missed and nothing twice.

import { print } from 'graphql';
import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';

import { socket } from '../api/client';
import {
  NewestSignalsDocument,
  type RowFragment,
  SignalsDocument,
  type SignalsSubscription,
} from '../api/operations';

const HISTORY = 50;
const KEPT = 1000;
const PAUSE_MS = [500, 1000, 2000, 4000] as const;

/** How the stream is doing. */
export type State = 'connecting' | 'live' | 'waiting';

/** The newest signals last, and how the stream is doing. */
export function useSignals(): { signals: RowFragment[]; state: State } {
  const client = useClient();
  const [signals, setSignals] = useState<RowFragment[]>([]);
  const [state, setState] = useState<State>('connecting');
  const after = useRef('0');
  useEffect(() => {
    let isOver = false;
    let unsubscribe = () => {};
    let timer: ReturnType<typeof setTimeout>;
    let failures = 0;
    const add = (rows: RowFragment[]) => {
      after.current = rows.at(-1)?.cursor ?? after.current;
      setSignals((known) => [...known, ...rows].slice(-KEPT));
    };
    const retry = () => {
      if (isOver) return;
      setState('waiting');
      timer = setTimeout(listen, PAUSE_MS[Math.min(failures, PAUSE_MS.length - 1)]);
      failures += 1;
    };
    const listen = () => {
      const payload = { query: print(SignalsDocument), variables: { after: after.current } };
      unsubscribe = socket.subscribe<SignalsSubscription>(payload, {
        next: ({ data }) => {
          failures = 0;
          if (data) add([data.signals]);
        },
        error: retry,
        complete: retry,
      });
    };
    const opened = socket.on('connected', () => setState('live'));
    const closed = socket.on('closed', () => setState('waiting'));
    const begin = async () => {
      const options = { requestPolicy: 'network-only' } as const;
      const { data } = await client.query(NewestSignalsDocument, { last: HISTORY }, options);
      if (isOver) return;
      setSignals([]);
      add(data?.signals.nodes ?? []);
      listen();
    };
    void begin();
    return () => {
      isOver = true;
      clearTimeout(timer);
      unsubscribe();
      opened();
      closed();
    };
  }, [client]);
  return { signals, state };
}
