// A value that components read, and render again when it changes.

import { useSyncExternalStore } from 'react';

/** A value with listeners. */
export class Store<Value> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: Value) {}

  readonly get = (): Value => this.value;

  set(value: Value): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const notify of [...this.listeners]) notify();
  }

  update(change: (value: Value) => Value): void {
    this.set(change(this.value));
  }

  /** Calls a function after each change. Returns a function that stops this. */
  readonly subscribe = (notify: () => void): (() => void) => {
    this.listeners.add(notify);
    return () => this.listeners.delete(notify);
  };
}

/** Returns the value of a store, and renders again when it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  return useSyncExternalStore(store.subscribe, store.get);
}
