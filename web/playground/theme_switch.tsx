// The switch between the system's theme, light, and dark.

import { useStore } from './store';
import { type Choice, choice, chooseTheme } from './theme';

const CHOICES: readonly (readonly [Choice, string, string])[] = [
  [null, 'System theme', 'M2 3h12v8H2zM6 14h4M8 11v3'],
  [
    'light',
    'Light theme',
    'M8 5a3 3 0 100 6 3 3 0 000-6M8 1v1M8 14v1M1 8h1M14 8h1M3 3l.7.7M12.3 12.3l.7.7M13 3l-.7.7M3.7 12.3L3 13',
  ],
  ['dark', 'Dark theme', 'M13.5 9.5A6 6 0 016.5 2.5a6 6 0 107 7z'],
];

export function ThemeSwitch() {
  const chosen = useStore(choice);
  return (
    <fieldset className="themes">
      <legend className="hidden">Theme</legend>
      {CHOICES.map(([value, label, path]) => (
        <label key={label} title={label}>
          <input
            type="radio"
            name="theme"
            checked={chosen === value}
            onChange={() => chooseTheme(value)}
          />
          <span className="hidden">{label}</span>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path
              d={path}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.4"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
        </label>
      ))}
    </fieldset>
  );
}
