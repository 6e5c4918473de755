// What one is writing, kept while the page is open: when one looks elsewhere, and when one has to sign in anew.

import { createContext, useContext, useLayoutEffect, useState } from 'react';

/** Whoever is signed in; nobody sees what another wrote. */
export const Writer = createContext('');

/** What was changed and is not saved, by its writer and by what it is about. */
const drafts = new Map<string, object>();

/** Changes one field. */
export type SetField<Fields> = <Name extends keyof Fields>(name: Name, value: Fields[Name]) => void;

/**
 * A form about something that has these fields. Only the changes are to be sent: what others change meanwhile is
 * theirs.
 */
export function useDraft<Fields extends object>(about: string, fields: Fields) {
  const key = `${useContext(Writer)}/${about}`;
  const [before, setBefore] = useState(fields);
  const [input, setInput] = useState<Fields>(() => ({ ...fields, ...drafts.get(key) }));
  const changes = difference(input, before);
  const set: SetField<Fields> = (name, value) => setInput((form) => ({ ...form, [name]: value }));
  useLayoutEffect(() => keep(key, changes), [key, input, before]);
  return {
    input,
    changes,
    isDirty: Object.keys(changes).length > 0,
    set,
    saved: () => setBefore(input),
    discard: () => setInput(before),
  };
}

/** Whoever signs out leaves nothing behind. */
export function forgetDrafts(): void {
  drafts.clear();
  guard();
}

function keep(key: string, changes: object) {
  if (Object.keys(changes).length) drafts.set(key, changes);
  else drafts.delete(key);
  guard();
}

/** The browser asks before a page goes that would take a draft with it. */
function guard() {
  if (drafts.size) window.addEventListener('beforeunload', ask);
  else window.removeEventListener('beforeunload', ask);
}

function ask(event: Event) {
  event.preventDefault();
}

/** The fields that are not as before. */
function difference<Fields extends object>(now: Fields, before: object): Partial<Fields> {
  const old = new Map(Object.entries(before));
  const isOther = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(old.get(name));
  return Object.fromEntries(Object.entries(now).filter(isOther)) as Partial<Fields>;
}
