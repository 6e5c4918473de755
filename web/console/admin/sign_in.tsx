// The sign-in form for administrators.

import { type FormEvent, useState } from 'react';

import { LoginAdminDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Front, Story } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';

interface SignInProps {
  /** Why a sign-in is needed, if that is not obvious. */
  notice: string | undefined;
  reload: () => void;
}

export function AdminSignIn({ notice, reload }: SignInProps) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { submit, errors, clearingErrors, isBusy } = useSubmit(LoginAdminDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await submit({ input: { username, password } })) reload();
  };
  return (
    <Front title="Admin sign-in" story={<Story claim="Every Bruin in the program, well matched." />}>
      {notice && (
        <p className="notice" role="alert">
          {notice}
        </p>
      )}
      <form onSubmit={send} noValidate>
        <TextField
          label="Username or email"
          autoComplete="username"
          value={username}
          onChange={clearingErrors(setUsername)}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={clearingErrors(setPassword)}
        />
        <FormErrors errors={otherErrors(errors, [])} />
        <button className="primary" aria-disabled={isBusy}>
          Sign in
        </button>
      </form>
      <div className="front-more">
        <a href="/">Go to the member site</a>
      </div>
    </Front>
  );
}
