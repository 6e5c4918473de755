// A setting with its current value, and a button that opens the form to change it.

import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

interface SettingProps {
  title: string;
  /** The current value, in words. */
  value: ReactNode;
  /** What the button changes, for screen readers. */
  changes: string;
  isOpen: boolean;
  /** Opens or closes the form; without it, the form is always open. */
  onToggle?: (isOpen: boolean) => void;
  /** The form. */
  children: ReactNode;
}

export function Setting({ title, value, changes, isOpen, onToggle, children }: SettingProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(isOpen);
  useLayoutEffect(() => {
    if (isOpen === wasOpen.current) return;
    wasOpen.current = isOpen;
    if (isOpen) form.current?.querySelector<HTMLElement>('input:not([type="hidden"])')?.focus();
    // The form had it, and is gone.
    else if (document.activeElement === document.body) button.current?.focus();
  }, [isOpen]);
  return (
    <div className="setting">
      <div className="setting-text">
        <h3>{title}</h3>
        <div className="soft">{value}</div>
      </div>
      {onToggle && (
        <button ref={button} aria-expanded={isOpen} aria-controls={id} onClick={() => onToggle(!isOpen)}>
          {isOpen ? 'Close' : 'Change'}
          <span className="hidden"> {changes}</span>
        </button>
      )}
      <div id={id} ref={form} className="setting-form">
        {isOpen && children}
      </div>
    </div>
  );
}
