// The input for a password, with a button that shows what was typed.

import { Eye, EyeOff } from 'lucide-react';
import { type InputHTMLAttributes, type RefObject, useEffect, useState } from 'react';

interface PasswordInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'ref'> {
  /** The label of the field, which the button repeats: a form may have several. */
  label: string;
  element: RefObject<HTMLInputElement | null>;
}

export function PasswordInput({ label, element, ...input }: PasswordInputProps) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const form = element.current?.form;
    // Browsers offer to save what a password field holds, and a sent password needs no reader.
    const hide = () => setShown(false);
    form?.addEventListener('submit', hide);
    return () => form?.removeEventListener('submit', hide);
  }, [element]);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="password">
      <input
        {...input}
        ref={element}
        type={isShown ? 'text' : 'password'}
        autoCapitalize="none"
        spellCheck={false}
      />
      <button
        type="button"
        className="password-toggle"
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      >
        <Icon size={20} strokeWidth={1.75} aria-hidden />
        <span className="hidden">Show {label.toLowerCase()}</span>
      </button>
    </div>
  );
}
