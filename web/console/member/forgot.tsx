// The form that requests a password reset link.

import { type FormEvent, useState } from 'react';

import { RequestPasswordResetDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';

export function Forgot() {
  const { validateEmail } = useRules();
  const serverRules = useServerRules();
  const [email, setEmail] = useState('');
  const [note, setNote] = useState<string | null>(null);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(RequestPasswordResetDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const validated = validateEmail(email, serverRules);
    setErrors(validated.errors);
    if (!validated.ok) return;
    const payload = await submit({ input: { email: validated.value } });
    if (payload) setNote(payload.note ?? 'Check your email.');
  };
  return (
    <Front title="Reset your password">
      {note ? (
        <p className="notice">{note}</p>
      ) : (
        <form onSubmit={send} noValidate>
          <TextField
            label="UCLA email"
            type="email"
            autoComplete="username"
            value={email}
            onChange={clearingErrors(setEmail)}
            errors={fieldErrors(errors, 'email')}
          />
          <FormErrors errors={otherErrors(errors, ['email'])} />
          <button className="primary" aria-disabled={isBusy}>
            Email me a reset link
          </button>
        </form>
      )}
      <p className="front-more">
        <a href="#/sign-in">Back to sign-in</a>
      </p>
    </Front>
  );
}
