// The messages that the member receives, live. Across lost connections it skips none and repeats none.

import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';

import { LiveReader, type Status } from '../api/live_reader';
import { MessageReceivedDocument, type MessageRowFragment } from '../api/operations';

interface State {
  status: Status | 'off';
  /** How often the socket was connected. After each time, what was sent meanwhile from elsewhere has to be loaded. */
  connections: number;
}

type Listener = (message: MessageRowFragment) => void;

/** The messages as they arrive. */
export interface ChatStream extends State {
  /** Calls a function for each message from now on; returns how to stop. */
  listen: (listener: Listener) => () => void;
}

const OFF: State = { status: 'off', connections: 0 };

/** The stream of the signed-in member. */
export const CurrentChatStream = createContext<ChatStream>({ ...OFF, listen: () => () => {} });

/** Follows the messages while `isOn`. */
export function useChatStream(isOn: boolean): ChatStream {
  const [state, setState] = useState(OFF);
  const listeners = useRef(new Set<Listener>());
  useEffect(() => {
    if (!isOn) return;
    const reader = messageReader(
      (change) => setState((state) => ({ ...state, ...change(state) })),
      (message) => {
        for (const notify of listeners.current) notify(message);
      },
    );
    return () => reader.stop();
  }, [isOn]);
  const listen = useCallback((listener: Listener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);
  return useMemo(() => ({ ...state, listen }), [state, listen]);
}

/** Calls a function for each message that arrives. */
export function useReceivedMessages(onMessage: Listener): void {
  const { listen } = useContext(CurrentChatStream);
  const latest = useRef(onMessage);
  useEffect(() => {
    latest.current = onMessage;
  });
  useEffect(() => listen((message) => latest.current(message)), [listen]);
}

type Update = (change: (state: State) => Partial<State>) => void;

function messageReader(update: Update, receive: Listener) {
  const variables: { after: string | null } = { after: null };
  update(() => ({ status: 'connecting' }));
  return new LiveReader({
    document: MessageReceivedDocument,
    variables,
    onConnected: (payload) => {
      // The first subscription starts where the log ended when the socket opened.
      const { cursor } = (payload ?? {}) as { cursor?: unknown };
      if (typeof cursor === 'string') variables.after ??= cursor;
      update(({ connections }) => ({ connections: connections + 1 }));
    },
    onData: ({ messageReceived: { cursor, message } }) => {
      variables.after = cursor;
      receive(message);
    },
    // Conversations load what is missing when the socket is connected.
    onGap: () => {
      variables.after = null;
    },
    onStatus: (status) => update(() => ({ status })),
  });
}
