// Keeps the keyboard focus in place: when the focused element is removed, the focus moves to the heading of the
// closest container that is left.

const CONTAINERS = 'fieldset, section, main, #console';
const HEADINGS = 'legend, h1, h2';

/** The focused element and its ancestors, innermost first. */
let path: EventTarget[] = [];

/** Starts watching the page, for as long as it is open. */
export function keepFocus(): void {
  document.addEventListener('focusin', (event) => {
    path = event.composedPath();
  });
  document.addEventListener('focusout', () => {
    // A removed element is disconnected by then; otherwise the user moved the focus away on purpose.
    queueMicrotask(() => {
      if (isFocusLost() && !isRemoved(path[0])) path = [];
    });
  });
  new MutationObserver(restoreFocus).observe(document.body, { childList: true, subtree: true });
}

/** Focuses a heading. A page that is still loading has none; a later change to the page tries again. */
function restoreFocus() {
  if (!isFocusLost() || !isRemoved(path[0])) return;
  const remaining = path.filter((target) => !isRemoved(target));
  const heading = remaining.map(headingOf).find((heading) => heading !== null);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}

function headingOf(target: EventTarget): HTMLElement | null {
  if (!(target instanceof Element) || !target.matches(CONTAINERS)) return null;
  // The frame around the content has headings of its own, such as those of menus.
  const content = target.querySelector('main') ?? target;
  return content.querySelector<HTMLElement>(HEADINGS);
}

function isRemoved(target: EventTarget | undefined): boolean {
  return target instanceof Element && !target.isConnected;
}

function isFocusLost(): boolean {
  return document.activeElement === document.body;
}
