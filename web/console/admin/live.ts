// The log of signals as it grows: whatever happens to the connection, nothing is missed and nothing twice.

import { print } from 'graphql';
import { useEffect, useState } from 'react';
import { type Client, CombinedError, useClient } from 'urql';

import { socket } from '../api/client';
import {
  type NamedRowFragment,
  NewestSignalsDocument,
  SignalsDocument,
  type SignalsSubscription,
} from '../api/operations';
import { askWho } from '../api/who';

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
  signals: NamedRowFragment[];
  /** How many were heard, also those that are no longer kept. */
  heard: number;
  state: State;
  /** Whether some may be missing, because the log had forgotten where the stream was. */
  hasGap: boolean;
}

const BEGINNING: Live = { signals: [], heard: 0, state: 'connecting', hasGap: false };

/** The newest signals, and those that come; with whom they are about for those who may read that. */
export function useSignals(mayReadUsers: boolean): Live {
  const client = useClient();
  const [live, setLive] = useState<Live>(BEGINNING);
  useEffect(() => {
    const tell: Tell = (step) => setLive((live) => ({ ...live, ...step(live) }));
    const follower = new Follower(client, mayReadUsers, tell);
    return () => follower.stop();
  }, [client, mayReadUsers]);
  return live;
}

type Tell = (step: (live: Live) => Partial<Live>) => void;

/** Reads the end of the log and listens behind it, until it is stopped or nothing more will come. */
class Follower {
  // Read when it is sent, also when the socket comes back by itself.
  private readonly place: { after: string; mayReadUsers: boolean };
  private readonly listeners: (() => void)[];
  private unsubscribe = () => {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private isOver = false;

  constructor(
    private readonly client: Client,
    mayReadUsers: boolean,
    private readonly tell: Tell,
  ) {
    this.place = { after: '0', mayReadUsers };
    this.listeners = [
      socket.on('connected', () => tell(() => ({ state: 'live' }))),
      socket.on('closed', () => tell(() => ({ state: 'waiting' }))),
    ];
    void this.begin();
  }

  stop() {
    this.isOver = true;
    clearTimeout(this.timer);
    this.listeners.forEach((remove) => remove());
    this.unsubscribe();
  }

  private async begin(): Promise<void> {
    const options = { requestPolicy: 'network-only' } as const;
    const { mayReadUsers } = this.place;
    const variables = { last: HISTORY, mayReadUsers };
    const { data, error } = await this.client.query(NewestSignalsDocument, variables, options);
    if (this.isOver) return;
    if (!data) return this.failed(error, () => void this.begin());
    const rows = data.signals.nodes;
    this.place.after = rows.at(-1)?.cursor ?? '0';
    this.tell(({ signals, heard }) => {
      const known = new Set(signals.map(({ id }) => id));
      return { signals: rows, heard: heard + rows.filter(({ id }) => !known.has(id)).length };
    });
    this.listen();
  }

  private listen() {
    const payload = { query: print(SignalsDocument), variables: this.place };
    const again = () => this.listen();
    let refusal: unknown;
    this.unsubscribe = socket.subscribe<SignalsSubscription>(payload, {
      next: ({ data, errors }) => {
        if (errors) refusal = errors;
        if (data) this.hear(data.signals);
      },
      error: (failure) => this.failed(failure, again),
      complete: () => this.failed(refusal, again),
    });
  }

  private hear(signal: NamedRowFragment) {
    if (this.isOver) return;
    this.failures = 0;
    this.place.after = signal.cursor;
    this.tell(({ signals, heard }) => ({
      signals: [...signals, signal].slice(-KEPT),
      heard: heard + 1,
    }));
  }

  private failed(failure: unknown, again: () => void) {
    if (this.isOver) return;
    // Else the socket takes what was lost for somebody who still listens, and stays open.
    this.unsubscribe();
    const found = codes(failure);
    if (found.some((code) => ENDS.includes(code))) {
      this.stop();
      this.tell(() => ({ state: 'ended' }));
      askWho(this.client);
      return;
    }
    const isGone = found.includes('CURSOR_GONE');
    this.tell(({ hasGap }) => ({ state: 'waiting', hasGap: hasGap || isGone }));
    const pause = PAUSE_MS[Math.min(this.failures, PAUSE_MS.length - 1)];
    this.timer = setTimeout(isGone ? () => void this.begin() : again, pause);
    this.failures += 1;
  }
}

/** The codes of what went wrong: errors of an answer, or how the socket was closed. */
function codes(failure: unknown): unknown[] {
  if (failure instanceof CloseEvent) return [failure.code];
  const errors: unknown = failure instanceof CombinedError ? failure.graphQLErrors : failure;
  if (!Array.isArray(errors)) return [];
  return errors.map(({ extensions }: { extensions?: { code?: unknown } }) => extensions?.code);
}
