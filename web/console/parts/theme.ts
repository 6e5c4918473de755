// The color theme: that of the system, or the one that this browser chose. The playground reads the same choice.

const KEY = 'bruinbridge-theme';
const CHANGED = 'bruinbridge-theme';

/** The themes, with their names. */
export const THEMES = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

export type Theme = (typeof THEMES)[number][0];

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

/** The chosen theme. */
export function chosenTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    // Without storage, for example when the browser blocks it, the theme is that of the system.
    return 'system';
  }
}

/** Chooses a theme for this browser. */
export function chooseTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // The page still changes; the next one starts with the theme of the system.
  }
  show(theme);
}

/** Shows the chosen theme, also when another tab changes it. */
export function applyTheme(): void {
  show(chosenTheme());
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY) show(chosenTheme());
  });
}

/** Whether the page is dark now. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === 'dark' : systemIsDark.matches;
}

/** Calls a function whenever the theme may have changed; returns how to stop. */
export function onThemeChange(notify: () => void): () => void {
  window.addEventListener(CHANGED, notify);
  systemIsDark.addEventListener('change', notify);
  return () => {
    window.removeEventListener(CHANGED, notify);
    systemIsDark.removeEventListener('change', notify);
  };
}

function show(theme: Theme) {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  window.dispatchEvent(new Event(CHANGED));
}
