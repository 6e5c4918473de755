// The message at the bottom of the page: what a click did, or why it did nothing.

import { Store } from './store';

interface Notice {
  text: string;
  isBad: boolean;
  /** Tries again what failed. */
  retry?: () => unknown;
}

/** How long good news stays. */
const SHOWN_MS = 8000;
let timer: ReturnType<typeof setTimeout> | undefined;

export const notice = new Store<Notice | null>(null);

/** Says what was done. */
export function inform(text: string): void {
  show({ text, isBad: false });
  timer = setTimeout(dismiss, SHOWN_MS);
}

/** Says what failed, and offers to try it again if that may help. Stays until it is dismissed. */
export function complain(text: string, retry?: () => unknown): void {
  show({ text, isBad: true, ...(retry && { retry }) });
}

export function dismiss(): void {
  clearTimeout(timer);
  notice.set(null);
}

function show(next: Notice): void {
  clearTimeout(timer);
  notice.set(next);
}
