// Unsaved form input. It survives moving to another page of the console, and a new sign-in after the session ended,
// for as long as the window is open.

import { createContext, useContext, useLayoutEffect, useState } from 'react';

/** The id of the signed-in user; drafts are only shown to the user who wrote them. */
export const DraftOwner = createContext('');

/** Unsaved changes, by the owner and the subject of the form. */
const drafts = new Map<string, object>();

/** Changes one field. */
export type SetField<Fields> = <Name extends keyof Fields>(name: Name, value: Fields[Name]) => void;

/**
 * The state of a form about `subject`, whose saved values are `fields`. Send only `changes`, so that saving does not
 * overwrite what others changed in the meantime.
 */
export function useDraft<Fields extends object>(subject: string, fields: Fields) {
  const key = `${useContext(DraftOwner)}/${subject}`;
  const [before, setBefore] = useState(fields);
  const [input, setInput] = useState<Fields>(() => ({ ...fields, ...drafts.get(key) }));
  const changes = difference(input, before);
  const set: SetField<Fields> = (name, value) => setInput((form) => ({ ...form, [name]: value }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the changes follow from the input and from before.
  useLayoutEffect(() => store(key, changes), [key, input, before]);
  return {
    input,
    changes,
    isDirty: Object.keys(changes).length > 0,
    set,
    /** Takes the input as saved; with `names`, that of these fields. */
    saved: (names?: readonly (keyof Fields)[]) =>
      setBefore((before) => (names ? { ...before, ...only(input, names) } : input)),
    discard: () => {
      // The form may have gone by now, and would not store its state.
      store(key, {});
      setInput(before);
    },
  };
}

/** Drops all drafts; called on sign-out. */
export function clearDrafts(): void {
  drafts.clear();
  updateUnloadPrompt();
}

function store(key: string, changes: object) {
  if (Object.keys(changes).length) drafts.set(key, changes);
  else drafts.delete(key);
  updateUnloadPrompt();
}

/** Has the browser ask before the window closes while there are drafts. */
function updateUnloadPrompt() {
  if (drafts.size) window.addEventListener('beforeunload', prompt);
  else window.removeEventListener('beforeunload', prompt);
}

function prompt(event: Event) {
  event.preventDefault();
}

function only<Fields extends object>(fields: Fields, names: readonly (keyof Fields)[]) {
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as Partial<Fields>;
}

/** The fields whose values differ. */
function difference<Fields extends object>(now: Fields, before: object): Partial<Fields> {
  const old = new Map(Object.entries(before));
  const isChanged = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(old.get(name));
  return Object.fromEntries(Object.entries(now).filter(isChanged)) as Partial<Fields>;
}
