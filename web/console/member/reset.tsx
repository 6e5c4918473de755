// Setting a new password with the token of a letter's link.

import { validatePassword } from '@bruinbridge/validation';
import { type FormEvent, useState } from 'react';

import { ResetPasswordDocument } from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';

export function Reset({ token }: { token: string }) {
  const [newPassword, setNewPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const { submit, errors, setErrors, changing, isBusy } = useSubmit(ResetPasswordDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const judged = validatePassword(newPassword, { field: 'newPassword' });
    setErrors(judged.errors);
    if (judged.ok && (await submit({ input: { token, newPassword: judged.value } }))) setDone(true);
  };
  if (isDone) {
    return (
      <Front title="Password changed">
        <p className="notice">Your new password is set, and all devices were signed out.</p>
        <a className="button primary" href="/#/sign-in">
          Go to sign in
        </a>
      </Front>
    );
  }
  return (
    <Front title="Choose a new password">
      <form onSubmit={send} noValidate>
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          value={newPassword}
          onChange={changing(setNewPassword)}
          errors={about(errors, 'newPassword')}
        />
        <FormErrors errors={general(errors, ['newPassword'])} />
        <button className="primary" aria-disabled={isBusy}>
          Set password
        </button>
      </form>
      <p className="front-more">
        <a href="/#/forgot">Ask for another link</a>
      </p>
    </Front>
  );
}
