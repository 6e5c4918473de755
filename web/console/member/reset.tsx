// The form that sets a new password with the token of a reset link.

import { type FormEvent, useState } from 'react';

import { ResetPasswordDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { useRules } from '../parts/rules';

export function Reset({ token }: { token: string }) {
  const { validatePassword } = useRules();
  const [newPassword, setNewPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(ResetPasswordDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const validated = validatePassword(newPassword, { field: 'newPassword' });
    setErrors(validated.errors);
    if (validated.ok && (await submit({ input: { token, newPassword: validated.value } })))
      setDone(true);
  };
  if (isDone) return <PasswordChanged />;
  return (
    <Front title="Choose a new password">
      <form onSubmit={send} noValidate>
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          value={newPassword}
          onChange={clearingErrors(setNewPassword)}
          errors={fieldErrors(errors, 'newPassword')}
        />
        <FormErrors errors={otherErrors(errors, ['newPassword'])} />
        <button className="primary" aria-disabled={isBusy}>
          Set password
        </button>
      </form>
      <p className="front-more">
        <a href="/#/forgot">Request another email, or enter its code</a>
      </p>
    </Front>
  );
}

/** What follows a new password. */
export function PasswordChanged() {
  return (
    <Front title="Password changed">
      <p className="notice">
        Your password has been changed, and you've been signed out on all devices.
      </p>
      <a className="button primary" href="/#/sign-in">
        Sign in
      </a>
    </Front>
  );
}
