// Unsaved form input. It survives moving to another page of the console, and a new sign-in after the session ended,
// for as long as the window is open.

import { createContext, useContext, useLayoutEffect, useRef, useState } from 'react';

/** The id of the signed-in user; drafts are only shown to the user who wrote them. */
export const DraftOwner = createContext('');

/** Unsaved changes, by the owner and the subject of the form. */
const drafts = new Map<string, object>();

/**
 * What was saved since the page fetched the object that a form is about. A fetch after a change brings another object,
 * so that a form which opens before it has ended does not start with the values from before the change.
 */
const savedSince = new WeakMap<object, object>();

/** Changes one field. */
export type SetField<Fields> = <Name extends keyof Fields>(name: Name, value: Fields[Name]) => void;

interface State<Fields> {
  /** As the page fetched them. */
  fetched: Fields;
  /** What was saved here since. */
  saved: Partial<Fields>;
  /** As they are saved, as far as the form knows. */
  before: Fields;
  input: Fields;
}

/**
 * The state of a form about `subject`, whose saved values are `fields`, from the fetched object `record`; a form that
 * creates something has none. Send only `changes`, so that saving does not overwrite what others changed in the
 * meantime.
 */
export function useDraft<Fields extends object>(subject: string, fields: Fields, record?: object) {
  const key = `${useContext(DraftOwner)}/${subject}`;
  const [{ fetched, saved, before, input }, setState] = useState<State<Fields>>(() => {
    const saved: Partial<Fields> = { ...(record && savedSince.get(record)) };
    const before = { ...fields, ...saved };
    return { fetched: fields, saved, before, input: { ...before, ...drafts.get(key) } };
  });
  const changes = difference(input, before);
  // The form follows what the page fetches, except where the person has changed or saved something: the server may have
  // responded before that was saved.
  const fetchedNow = difference(fields, fetched);
  if (Object.keys(fetchedNow).length > 0) {
    const news = { ...fetchedNow, ...saved };
    setState({
      fetched: fields,
      saved,
      before: { ...before, ...news },
      input: { ...input, ...news, ...changes },
    });
  }
  const latest = useRef(record);
  latest.current = record;
  const set: SetField<Fields> = (name, value) =>
    setState((state) => ({ ...state, input: { ...state.input, [name]: value } }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the changes follow from the input and from before.
  useLayoutEffect(() => store(key, changes), [key, input, before]);
  return {
    input,
    /** The saved values. */
    before,
    changes,
    isDirty: Object.keys(changes).length > 0,
    set,
    /** Takes the changes as saved, or these of them. What was typed since is not among them. */
    saved: (values: Partial<Fields> = changes) => {
      const about = latest.current;
      if (about) savedSince.set(about, { ...savedSince.get(about), ...values });
      // The form may have gone by now, and would not store its state.
      store(key, difference(drafts.get(key) ?? {}, values));
      setState((state) => ({
        ...state,
        saved: { ...state.saved, ...values },
        before: { ...state.before, ...values },
      }));
    },
    discard: () => {
      store(key, {});
      setState((state) => ({ ...state, input: state.before }));
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

/** The fields whose values differ. */
function difference<Fields extends object>(now: Fields, before: object): Partial<Fields> {
  const old = new Map(Object.entries(before));
  const isChanged = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(old.get(name));
  return Object.fromEntries(Object.entries(now).filter(isChanged)) as Partial<Fields>;
}
