// Signing in.

import { type FormEvent, useState } from 'react';

import { LoginDocument } from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { go } from '../parts/route';
import { Resend } from './resend';

interface SignInProps {
  /** What to say of a session that ended. */
  ended: string | undefined;
  reload: () => void;
}

export function SignIn({ ended, reload }: SignInProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { submit, errors, changing, isBusy } = useSubmit(LoginDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await submit({ input: { email, password } }))) return;
    // Whoever had to sign in anew goes on where they were.
    if (!ended) go('');
    reload();
  };
  const isUnverified = errors.some((error) => error.code === 'EMAIL_NOT_VERIFIED');
  return (
    <Front title="Sign in">
      {ended && (
        <p className="notice" role="alert">
          {ended}
        </p>
      )}
      <form onSubmit={send} noValidate>
        <TextField
          label="UCLA e-mail"
          type="email"
          autoComplete="username"
          value={email}
          onChange={changing(setEmail)}
          errors={about(errors, 'email')}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={changing(setPassword)}
          errors={about(errors, 'password')}
        />
        <FormErrors errors={general(errors, ['email', 'password'])} />
        {isUnverified && <Resend email={email} />}
        <button className="primary" aria-disabled={isBusy}>
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
