// What runs in each tab, and what came of it.

import { complain } from '../notice';
import { check } from '../session';
import { Store } from '../store';
import { type Tab, tabs } from '../tabs';
import { type Found, headersOf, objectOf, operationsOf } from './document';
import { EventStream, INITIAL, type Stream } from './event_stream';
import { post, type Request, type Response, withSession } from './fetcher';
import { remember } from './history';
import { resultOf } from './models';

const SHOW_EVERY_MS = 50;
/** How many subscriptions have run. */
let streams = 0;

/** The last run of a tab. */
export type Run =
  | { kind: 'request'; isRunning: boolean; response: Response | null; stop(): void }
  | {
      kind: 'stream';
      /** Another for each run. */
      number: number;
      isRunning: boolean;
      stream: Stream;
      stop(): void;
      clear(): void;
    };

/** By the ID of the tab. */
export const runs = new Store<ReadonlyMap<string, Run>>(new Map());
/** The operation that the run button runs, by the ID of the tab, where there are several. */
export const chosenNames = new Store<ReadonlyMap<string, string>>(new Map());

tabs.subscribe(() => {
  const ids = new Set(tabs.get().all.map(({ id }) => id));
  for (const [id, run] of runs.get()) {
    if (ids.has(id)) continue;
    run.stop();
    runs.update((all) => new Map([...all].filter(([other]) => other !== id)));
  }
});

/** Returns the operation of a tab that runs next. */
export function chosen({ id, query }: Tab): Found | undefined {
  const found = operationsOf(query);
  const name = chosenNames.get().get(id);
  return found.find((operation) => operation.name === name) ?? found[0];
}

/** Chooses the operation at a position of the text. */
export function chooseAt({ id, query }: Tab, position: number): void {
  const name = operationsOf(query).find(({ start, end }) => start <= position && position <= end)?.name;
  if (name) choose(id, name);
}

export function choose(id: string, name: string): void {
  chosenNames.update((all) => new Map(all).set(id, name));
}

/** Returns what a tab sends. Throws an error if its variables are not valid. */
export function requestOf(tab: Tab): Request {
  const variables = objectOf(tab.variables, 'variables');
  const operationName = chosen(tab)?.name;
  return {
    query: tab.query,
    ...(variables && { variables }),
    ...(operationName && { operationName }),
  };
}

/** Runs the operation of a tab. */
export function run(tab: Tab): void {
  runs.get().get(tab.id)?.stop();
  if (!tab.query.trim()) {
    complain('There is nothing to run yet. Pick an example, or write an operation.');
    return;
  }
  try {
    const request = requestOf(tab);
    const headers = withSession(headersOf(tab.headers));
    remember(tab, request.operationName);
    if (chosen(tab)?.kind === 'subscription') subscribe(tab.id, request, headers);
    else void send(tab.id, request, headers);
  } catch (error) {
    complain((error as Error).message);
  }
}

function store(id: string, run: Run): void {
  runs.update((all) => new Map(all).set(id, run));
}

async function send(id: string, request: Request, headers: Headers): Promise<void> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const started: Run = { kind: 'request', isRunning: true, response: null, stop };
  store(id, started);
  let response: Response | null = null;
  let text: string;
  try {
    response = await post(request, headers, controller.signal);
    text = indented(response.text);
  } catch (error) {
    const isStopped = controller.signal.aborted;
    const why = isStopped ? 'Stopped.' : `Can't reach the server. ${(error as Error).message}`;
    text = JSON.stringify({ errors: [{ message: why }] }, null, 2);
  }
  if (runs.get().get(id) !== started) return;
  resultOf(id).setValue(text);
  store(id, { ...started, isRunning: false, response });
  // Most results do not show that the session has ended: they only contain less data.
  void check();
}

function subscribe(id: string, request: Request, headers: Headers): void {
  streams += 1;
  const number = streams;
  let isRunning = true;
  let latest = INITIAL;
  let isScheduled = false;
  const show = () => {
    isScheduled = false;
    const { stop, clear } = stream;
    const isOpen = tabs.get().all.some((tab) => tab.id === id);
    const last = runs.get().get(id);
    // After the next run started, this one has nothing to show.
    const isLatest = last?.kind === 'stream' && last.number === number;
    if (isOpen && isLatest)
      store(id, { kind: 'stream', number, isRunning, stream: latest, stop, clear });
  };
  const change = (next: Stream) => {
    latest = next;
    // A replay has thousands of events per second.
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(show, SHOW_EVERY_MS);
  };
  const stream = new EventStream(request, headers, change, () => {
    isRunning = false;
    void check();
  });
  const { stop, clear } = stream;
  store(id, { kind: 'stream', number, isRunning, stream: latest, stop, clear });
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text || '(The response is empty.)';
  }
}
