// Signing in as an administrator.

import { type FormEvent, useState } from 'react';

import { LoginAdminDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';

interface SignInProps {
  /** Why one has to sign in, where that is not plain. */
  why: string | undefined;
  reload: () => void;
}

export function AdminSignIn({ why, reload }: SignInProps) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { submit, errors, changing, isBusy } = useSubmit(LoginAdminDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await submit({ input: { username, password } })) reload();
  };
  return (
    <Front title="Administration">
      {why && (
        <p className="notice" role="alert">
          {why}
        </p>
      )}
      <form onSubmit={send} noValidate>
        <TextField
          label="Username or e-mail"
          autoComplete="username"
          value={username}
          onChange={changing(setUsername)}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={changing(setPassword)}
        />
        <FormErrors errors={general(errors, [])} />
        <button className="primary" aria-disabled={isBusy}>
          Sign in
        </button>
      </form>
      <p className="front-more">
        <a href="/">To the members' side</a>
      </p>
    </Front>
  );
}
