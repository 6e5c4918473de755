// The theme: light, dark, or that of the system, which may change at any time. The choice is shared with the console,
// in the browser's storage.

import { Store } from './store';

/** A choice of the person; null follows the system. */
export type Choice = 'light' | 'dark' | null;

const KEY = 'bruinbridge-theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

/** What the person chose. */
export const choice = new Store<Choice>(stored());
/** The theme that is shown. */
export const theme = new Store<'light' | 'dark'>(shown());

/** Follows the choice, the system, and other tabs from now on. */
export function followTheme(): void {
  apply();
  system.addEventListener('change', apply);
  window.addEventListener('storage', ({ key }) => {
    if (key !== KEY && key !== null) return;
    choice.set(stored());
    apply();
  });
}

/** Sets the choice, for this and all other pages. */
export function chooseTheme(next: Choice): void {
  choice.set(next);
  try {
    if (next) localStorage.setItem(KEY, next);
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage, the choice lasts until the page is reloaded.
  }
  apply();
}

function apply(): void {
  const chosen = choice.get();
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  theme.set(shown());
}

function shown(): 'light' | 'dark' {
  return choice.get() ?? (system.matches ? 'dark' : 'light');
}

function stored(): Choice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : null;
  } catch {
    return null;
  }
}
