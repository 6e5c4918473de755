// The field for a code from an email.

import { TextField } from './fields';

interface CodeFieldProps {
  value: string;
  onChange: (value: string) => void;
  errors: string[];
  hint: string;
  /** Whether the code consists of digits. */
  hasDigits: boolean;
}

export function CodeField({ hasDigits, ...props }: CodeFieldProps) {
  return (
    <TextField
      label="Code"
      autoComplete="one-time-code"
      {...(hasDigits && { inputMode: 'numeric' })}
      // More than a code has, for spaces and hyphens.
      maxLength={32}
      {...props}
    />
  );
}
