// The signals that the page has received, kept across reloads.

import type { Signal } from './operations';

const MAX_SIGNALS = 100;

/** The newest signals of one account, in the browser's storage. */
export class StoredSignals {
  /** Oldest first. */
  signals: Signal[];
  private readonly key: string;

  constructor(userId: string) {
    this.key = `bruinbridge-signals:${userId}`;
    this.signals = JSON.parse(localStorage.getItem(this.key) ?? '[]');
  }

  /** The cursor to continue after; "0" is the start of the log. */
  get cursor(): string {
    return this.signals.at(-1)?.cursor ?? '0';
  }

  /**
   * Adds a signal. The signals and the last cursor are one stored value: were they two, a page that is closed between
   * the two writes would miss a signal or show it twice.
   */
  add(signal: Signal) {
    this.signals = [...this.signals, signal].slice(-MAX_SIGNALS);
    localStorage.setItem(this.key, JSON.stringify(this.signals));
  }

  clear() {
    this.signals = [];
    localStorage.removeItem(this.key);
  }
}
