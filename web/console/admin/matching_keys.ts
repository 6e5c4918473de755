// The keys of the matching page. They do nothing while the user types, or while a dialog or a menu is open.

import { useEffect, useRef } from 'react';

/** What the keys do. */
export interface KeyActions {
  /** Goes to the next or the previous mentee; returns false if there is none. */
  move: (step: 1 | -1) => boolean;
}

/** The attribute of the buttons that match, in the order of the list. */
const BUTTONS = '[data-match]';
const FIELDS = 'input, select, textarea, [contenteditable]';
const OVERLAYS = 'dialog[open], [popover]:popover-open';
/** What the Enter key presses. */
const PRESSED = 'button, a, summary';
const STEPS: Record<string, 1 | -1> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Listens for the keys while the page is shown. */
export function useMatchingKeys(actions: KeyActions): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isForOthers(event) || !act(event, current.current)) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isForOthers(event: KeyboardEvent): boolean {
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  const isField = event.target instanceof Element && event.target.matches(FIELDS);
  return event.defaultPrevented || hasModifier || isField || document.querySelector(OVERLAYS) !== null;
}

/** Does what a key is for; returns false if it is for nothing. */
function act(event: KeyboardEvent, { move }: KeyActions): boolean {
  const { key, target, repeat } = event;
  const step = STEPS[key] ?? STEPS[key.toLowerCase()];
  if (step) return move(step);
  const buttons = document.querySelectorAll<HTMLElement>(BUTTONS);
  if (key === 'Enter') {
    const isPressed = target instanceof Element && target.closest(PRESSED) !== null;
    // A key that is held down must not match one mentee after the other.
    if (isPressed || repeat || !buttons[0]) return false;
    buttons[0].click();
    return true;
  }
  const chosen = /^[1-9]$/.test(key) ? buttons[Number(key) - 1] : undefined;
  chosen?.focus();
  return chosen !== undefined;
}
