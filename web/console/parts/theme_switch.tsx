// The switch between the color themes.

import { Monitor, Moon, Sun } from 'lucide-react';
import { useId, useSyncExternalStore } from 'react';

import { chooseTheme, chosenTheme, onThemeChange, THEMES } from './theme';

const ICONS = { system: Monitor, light: Sun, dark: Moon };

export function ThemeSwitch() {
  const name = useId();
  const chosen = useSyncExternalStore(onThemeChange, chosenTheme);
  return (
    <fieldset className="theme-switch">
      <legend className="hidden">Theme</legend>
      {THEMES.map(([theme, label]) => {
        const Icon = ICONS[theme];
        return (
          <label key={theme} title={`${label} theme`}>
            <input
              type="radio"
              name={name}
              checked={theme === chosen}
              onChange={() => chooseTheme(theme)}
            />
            <Icon size={16} aria-hidden />
            <span className="hidden">{label} theme</span>
          </label>
        );
      })}
    </fieldset>
  );
}
