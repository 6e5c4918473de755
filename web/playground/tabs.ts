// The open tabs: each has an operation, its variables and headers. The browser stores them, except for secrets and for
// headers, which may have tokens.

import { groups } from './examples/examples';
import { withoutSecrets } from './secrets';
import { Store } from './store';

/** An operation as it is edited. */
export interface Operation {
  query: string;
  /** JSON, or nothing. */
  variables: string;
}

export interface Tab extends Operation {
  id: string;
  /** JSON, or nothing. */
  headers: string;
}

interface Tabs {
  /** At least one. */
  all: readonly Tab[];
  activeId: string;
}

const KEY = 'playground-tabs';
/** What a name in the storage may have at most; browsers allow about 5 MB. */
const MAX_STORED = 1_000_000;

export const tabs = new Store<Tabs>(stored() ?? first());

tabs.subscribe(() => {
  const { all, activeId } = tabs.get();
  const text = JSON.stringify({
    all: all.map((tab) => ({ ...withoutSecrets(tab), headers: '' })),
    activeId,
  });
  try {
    if (text.length <= MAX_STORED) localStorage.setItem(KEY, text);
  } catch {
    // Without storage, tabs last until the page is reloaded.
  }
});

/** Returns the tab that is shown. */
export function active({ all, activeId } = tabs.get()): Tab {
  return all.find(({ id }) => id === activeId) ?? (all[0] as Tab);
}

/** Shows an operation: in the tab that has it already, or in a new one. */
export function open({ query, variables }: Operation): void {
  const same = tabs.get().all.find((tab) => tab.query === query && tab.variables === variables);
  if (same) select(same.id);
  else add({ query, variables });
}

/** Adds a tab, and shows it. */
export function add(operation: Operation = { query: '', variables: '' }): void {
  const tab = create(operation);
  tabs.update(({ all }) => ({ all: [...all, tab], activeId: tab.id }));
}

export function select(id: string): void {
  tabs.update(({ all }) => ({ all, activeId: id }));
}

export function change(id: string, part: Partial<Omit<Tab, 'id'>>): void {
  tabs.update(({ all, activeId }) => ({
    all: all.map((tab) => (tab.id === id ? { ...tab, ...part } : tab)),
    activeId,
  }));
}

/** Closes a tab, and shows the one next to it. The last tab is replaced by an empty one. */
export function close(id: string): void {
  tabs.update(({ all, activeId }) => {
    const index = all.findIndex((tab) => tab.id === id);
    const left = all.filter((tab) => tab.id !== id);
    const [next = create()] = left.slice(Math.min(index, left.length - 1));
    return { all: left.length ? left : [next], activeId: activeId === id ? next.id : activeId };
  });
}

/** Returns the name of a tab: that of its first operation. */
export function titleOf({ query }: Operation): string {
  const uncommented = query.replaceAll(/#.*$/gm, '');
  const [, kind, name] = /\b(query|mutation|subscription)\s+(\w+)/.exec(uncommented) ?? [];
  return name ?? kind ?? (uncommented.trim() ? 'Unnamed' : 'New tab');
}

function create({ query, variables }: Operation = { query: '', variables: '' }): Tab {
  return { id: crypto.getRandomValues(new Uint32Array(2)).join('-'), query, variables, headers: '' };
}

/** The tab of a first visit. */
function first(): Tabs {
  const tab = create({ query: groups[0]?.subjects[0]?.examples[0]?.query ?? '', variables: '' });
  return { all: [tab], activeId: tab.id };
}

function stored(): Tabs | null {
  try {
    const { all, activeId } = JSON.parse(localStorage.getItem(KEY) ?? '') as Tabs;
    const texts = all.flatMap(({ id, query, variables, headers }) => [id, query, variables, headers]);
    const isValid = all.length > 0 && [...texts, activeId].every((text) => typeof text === 'string');
    return isValid ? { all, activeId } : null;
  } catch {
    return null;
  }
}
