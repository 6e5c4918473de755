// Signing in.

import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';

import { LoginDocument, ResendVerificationDocument } from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { go } from '../parts/route';

export function SignIn({ reload }: { reload: () => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { submit, errors, isBusy } = useSubmit(LoginDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await submit({ input: { email, password } }))) return;
    go('');
    reload();
  };
  const isUnverified = errors.some((error) => error.code === 'EMAIL_NOT_VERIFIED');
  return (
    <Front title="Sign in">
      <form onSubmit={send} noValidate>
        <TextField
          label="UCLA e-mail"
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          errors={about(errors, 'email')}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          errors={about(errors, 'password')}
        />
        <FormErrors errors={general(errors, ['email', 'password'])} />
        {isUnverified && <Resend email={email} />}
        <button className="primary" disabled={isBusy}>
          Sign in
        </button>
      </form>
      <p className="front-more">
        New here? <a href="#/register">Create an account</a>
      </p>
      <p className="front-more">
        <a href="#/forgot">Forgot your password?</a>
      </p>
    </Front>
  );
}

function Resend({ email }: { email: string }) {
  const [{ data, fetching }, resend] = useMutation(ResendVerificationDocument);
  if (data) return <p className="notice">{data.answer.note}</p>;
  return (
    <button
      type="button"
      className="quiet"
      disabled={fetching}
      onClick={() => void resend({ input: { email } })}
    >
      Send the verification letter again
    </button>
  );
}
