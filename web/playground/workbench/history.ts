// The operations that ran, newest first, without their headers. The browser stores them without secrets.

import { withoutSecrets } from '../secrets';
import { Store } from '../store';
import { type Operation, titleOf } from '../tabs';

/** An operation that ran. */
export interface Entry extends Operation {
  title: string;
  /** When it last ran, in milliseconds since 1970. */
  at: number;
}

const KEY = 'playground-history';
const MAX_ENTRIES = 50;
const MAX_LENGTH = 20_000;

export const history = new Store<readonly Entry[]>(stored());

/** Puts an operation at the top. */
export function remember({ query, variables }: Operation, name: string | undefined): void {
  if (query.length + variables.length > MAX_LENGTH) return;
  const title = name ?? titleOf({ query, variables });
  const entry = { query, variables, title, at: Date.now() };
  const others = history
    .get()
    .filter((other) => other.query !== query || other.variables !== variables || other.title !== title);
  save([entry, ...others].slice(0, MAX_ENTRIES));
}

export function clearHistory(): void {
  save([]);
}

function save(entries: readonly Entry[]): void {
  history.set(entries);
  try {
    localStorage.setItem(KEY, JSON.stringify(entries.map(withoutSecrets)));
  } catch {
    // Without storage, the history lasts until the page is reloaded.
  }
}

function stored(): readonly Entry[] {
  try {
    const entries = JSON.parse(localStorage.getItem(KEY) ?? '[]') as Entry[];
    return entries.filter(
      ({ query, variables, title, at }) =>
        [query, variables, title].every((text) => typeof text === 'string') && typeof at === 'number',
    );
  } catch {
    return [];
  }
}
