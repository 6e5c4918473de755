// A subscription as it runs. Across lost connections it repeats no event, and skips none if the events have cursors.

import type { Client } from 'graphql-ws';

import { type Request, socket } from './fetcher';
import { resumeAfter } from './resume';

/** How many events the list holds. */
export const MAX_EVENTS = 500;
const BACKOFF_MS = [500, 1000, 2000, 4000] as const;
/** Close codes of the socket, and codes of errors, after which a retry cannot succeed. */
const FATAL_CLOSE_CODES: readonly number[] = [4400, 4401, 4403, 4406, 4409, 4429];

/** An event of a subscription. */
export interface StreamEvent {
  /** Counts up. */
  number: number;
  at: Date;
  name: string;
  summary: string;
  payload: unknown;
  hasErrors: boolean;
}

export type Connection =
  | { state: 'connecting' | 'connected' | 'reconnecting' }
  | { state: 'ended'; reason: string; isBad: boolean };

/** What the list shows. */
export interface Stream {
  connection: Connection;
  /** Newest first, at most `MAX_EVENTS`. */
  events: readonly StreamEvent[];
  /** How many events have arrived, including those that the list no longer has. */
  received: number;
  /** Whether events may be missing. */
  hasGap: boolean;
}

export const INITIAL: Stream = {
  connection: { state: 'connecting' },
  events: [],
  received: 0,
  hasGap: false,
};

interface Payload {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly unknown[] | undefined;
}

/** Runs a subscription until it ends or is stopped. */
export class EventStream {
  private client: Client | undefined;
  private cursor: string | undefined;
  private failures = 0;
  /** Goes on when the list is emptied, so that no two events have the same number. */
  private lastNumber = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;
  private stream = INITIAL;

  constructor(
    private request: Request,
    private readonly headers: Headers,
    private readonly onChange: (stream: Stream) => void,
    private readonly onEnd: () => void,
  ) {
    this.connect();
  }

  /** Stops at the person's wish. */
  readonly stop = (): void => this.end('Stopped.', false);

  /** Empties the list. */
  readonly clear = (): void => this.update({ events: [], received: 0, hasGap: false });

  private connect(): void {
    const client = socket(this.headers, () => {
      if (client === this.client) this.update({ connection: { state: 'connected' } });
    });
    this.client = client;
    let lastErrors: readonly unknown[] | undefined;
    client.subscribe<Record<string, unknown>>(this.request as never, {
      next: (payload) => {
        if (client !== this.client) return;
        lastErrors = payload.errors;
        this.receive(payload);
      },
      error: (failure) => {
        if (client === this.client) this.fail(failure);
      },
      complete: () => {
        if (client !== this.client) return;
        if (lastErrors) this.fail(lastErrors);
        else this.end('The server has no more events.', false);
      },
    });
  }

  private receive(payload: Payload): void {
    this.failures = 0;
    this.lastNumber += 1;
    const { received, events } = this.stream;
    const [key = 'event', value] = Object.entries(payload.data ?? {})[0] ?? [];
    this.cursor = textOf(value, 'cursor') ?? this.cursor;
    const event: StreamEvent = {
      number: this.lastNumber,
      at: new Date(),
      name: payload.errors ? 'error' : (textOf(value, 'name') ?? key),
      summary: payload.errors ? messagesOf(payload.errors) : summaryOf(value),
      payload: payload.errors ? payload : payload.data,
      hasErrors: payload.errors !== undefined,
    };
    this.update({ events: [event, ...events].slice(0, MAX_EVENTS), received: received + 1 });
  }

  private fail(failure: unknown): void {
    if (this.isOver) return;
    if (Array.isArray(failure)) {
      if (!codesOf(failure).includes('CURSOR_GONE') || !this.cursor) {
        this.end(messagesOf(failure), true);
        return;
      }
      // The log no longer goes back to the cursor.
      this.cursor = undefined;
      this.update({ hasGap: true });
    }
    if (failure instanceof CloseEvent && FATAL_CLOSE_CODES.includes(failure.code)) {
      this.end(`${failure.reason || `Closed with code ${failure.code}`}.`, true);
      return;
    }
    this.reconnectLater();
  }

  private reconnectLater(): void {
    const hasGap = this.stream.hasGap || (this.stream.received > 0 && !this.cursor);
    this.update({ connection: { state: 'reconnecting' }, hasGap });
    const delay = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)];
    this.failures += 1;
    this.disconnect();
    this.timer = setTimeout(() => {
      if (this.cursor) this.request = resumeAfter(this.request, this.cursor);
      this.connect();
    }, delay);
  }

  private end(reason: string, isBad: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.timer);
    this.disconnect();
    this.onEnd();
    this.update({ connection: { state: 'ended', reason, isBad } });
  }

  private disconnect(): void {
    const { client } = this;
    this.client = undefined;
    void client?.dispose();
  }

  private update(part: Partial<Stream>): void {
    this.stream = { ...this.stream, ...part };
    this.onChange(this.stream);
  }
}

/** The fields of an event that fit on a line, without those that have their own column. */
function summaryOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  return Object.entries(value)
    .filter(([key, field]) => key !== 'name' && field !== null)
    .map(([key, field]) => `${key}: ${typeof field === 'string' ? field : JSON.stringify(field)}`)
    .join(' · ');
}

function textOf(value: unknown, key: string): string | undefined {
  const text = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof text === 'string' ? text : undefined;
}

function messagesOf(errors: readonly unknown[]): string {
  return errors.map((error) => textOf(error, 'message') ?? 'Unknown error').join(' ');
}

function codesOf(errors: readonly unknown[]): (string | undefined)[] {
  return errors.map((error) => textOf((error as { extensions?: unknown }).extensions, 'code'));
}
