// Where the keyboard goes when what it was on goes away: to the title of what was around that, and never nowhere.

const PLACES = 'fieldset, section, main, #console';
const TITLES = 'legend, h1, h2';

/** What has the focus, and what is around it from the inside out. */
let path: EventTarget[] = [];

/** Watches a page for as long as it is open. */
export function keepFocus(): void {
  document.addEventListener('focusin', (event) => {
    path = event.composedPath();
  });
  document.addEventListener('focusout', () => {
    // By then it is gone, or somebody chose to be nowhere.
    queueMicrotask(() => {
      if (isNowhere() && !isGone(path[0])) path = [];
    });
  });
  new MutationObserver(goOn).observe(document.body, { childList: true, subtree: true });
}

/** A page that still loads has no title yet; then this waits for one. */
function goOn() {
  if (!isNowhere() || !isGone(path[0])) return;
  const left = path.filter((place) => !isGone(place));
  const title = left.map(titleOf).find((title) => title !== null);
  if (!title) return;
  title.tabIndex = -1;
  title.focus();
}

function titleOf(place: EventTarget): HTMLElement | null {
  if (!(place instanceof Element) || !place.matches(PLACES)) return null;
  return place.querySelector<HTMLElement>(TITLES);
}

function isGone(place: EventTarget | undefined): boolean {
  return place instanceof Element && !place.isConnected;
}

function isNowhere(): boolean {
  return document.activeElement === document.body;
}
