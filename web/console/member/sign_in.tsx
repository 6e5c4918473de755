// The sign-in form for members.

import { type FormEvent, useState } from 'react';

import { LoginDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { useRoute } from '../parts/route';
import { loadMember } from './load_member';
import { ProgramStory } from './program_story';
import { Resend } from './resend';
import { VerifyCode } from './verify_code';
import { goOn, useVisitorEmail } from './visitor';

interface SignInProps {
  /** Why a sign-in is needed: the previous session ended, or the server ignores it. */
  endedMessage: string | undefined;
  reload: () => void;
}

export function SignIn({ endedMessage, reload }: SignInProps) {
  const route = useRoute();
  const [email, setEmail] = useVisitorEmail();
  const [password, setPassword] = useState('');
  const [isVerified, setVerified] = useState(false);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(LoginDocument);
  const verified = () => {
    setErrors([]);
    setVerified(true);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    // Meanwhile. Where that fails, showing the page tries again and says so.
    loadMember().catch(() => undefined);
    if (!(await submit({ input: { email, password } }))) return;
    goOn(route);
    reload();
  };
  const mayBeUnverified = errors.some(
    ({ code, params }) => code === 'EMAIL_NOT_VERIFIED' || isAlsoForUnverified(params),
  );
  return (
    <Front title="Sign in" story={<ProgramStory />}>
      {endedMessage && (
        <p className="notice" role="alert">
          {endedMessage}
        </p>
      )}
      <form onSubmit={send} noValidate>
        <TextField
          label="UCLA email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={clearingErrors(setEmail)}
          errors={fieldErrors(errors, 'email')}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={clearingErrors(setPassword)}
          errors={fieldErrors(errors, 'password')}
        />
        <FormErrors errors={otherErrors(errors, ['email', 'password'])} />
        <button className="primary" aria-disabled={isBusy}>
          Sign in
        </button>
      </form>
      {isVerified && (
        <p className="notice" role="status">
          {email} is verified. You can sign in now.
        </p>
      )}
      {mayBeUnverified && (
        <>
          <VerifyCode email={email} password={password} onDone={verified} />
          <Resend email={email} />
        </>
      )}
      <div className="front-more">
        <a href="#/forgot">Forgot your password?</a>
        <p>
          New here? <a href="#/register">Create an account</a>
        </p>
      </div>
    </Front>
  );
}

/** Whether the error also stands for an address that is not verified, as with private registrations. */
function isAlsoForUnverified(params: unknown): boolean {
  return typeof params === 'object' && params !== null && 'or' in params;
}
