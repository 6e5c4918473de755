// Filter chips: a row of choices of which one or several are on.

import type { ReactNode } from 'react';

interface ChipsProps<Value extends string> {
  label: string;
  options: readonly (readonly [value: Value, text: ReactNode])[];
  /** Whether a choice is on. */
  isOn: (value: Value) => boolean;
  /** Turns a choice on or off. */
  onToggle: (value: Value) => void;
}

export function Chips<Value extends string>({ label, options, isOn, onToggle }: ChipsProps<Value>) {
  return (
    <fieldset className="chips">
      <legend className="hidden">{label}</legend>
      {options.map(([value, text]) => (
        <button
          key={value}
          type="button"
          className="chip"
          aria-pressed={isOn(value)}
          onClick={() => onToggle(value)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
