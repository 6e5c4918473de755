// Asking for a link that sets a new password.

import { validateEmail } from '@bruinbridge/validation';
import { type FormEvent, useState } from 'react';

import { RequestPasswordResetDocument } from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { useInstallation } from '../parts/installation';

export function Forgot() {
  const installation = useInstallation();
  const [email, setEmail] = useState('');
  const [note, setNote] = useState<string | null>(null);
  const { submit, errors, setErrors, changing, isBusy } = useSubmit(RequestPasswordResetDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const judged = validateEmail(email, installation);
    setErrors(judged.errors);
    if (!judged.ok) return;
    const answer = await submit({ input: { email: judged.value } });
    if (answer) setNote(answer.note ?? 'Check your mail.');
  };
  return (
    <Front title="New password">
      {note ? (
        <p className="notice">{note}</p>
      ) : (
        <form onSubmit={send} noValidate>
          <TextField
            label="UCLA e-mail"
            type="email"
            autoComplete="username"
            value={email}
            onChange={changing(setEmail)}
            errors={about(errors, 'email')}
          />
          <FormErrors errors={general(errors, ['email'])} />
          <button className="primary" aria-disabled={isBusy}>
            Send me a link
          </button>
        </form>
      )}
      <p className="front-more">
        <a href="#/sign-in">Back to sign in</a>
      </p>
    </Front>
  );
}
