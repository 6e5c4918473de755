// The page behind the verification link. The link changes nothing by itself: this page shows what was registered, and its
// button sends the token with a password. Anyone can register any address, so the account opens only to someone who
// knows its password or, with the link from the mailbox, sets a new one.

import { type FormEvent, useRef, useState } from 'react';
import { useQuery } from 'urql';

import {
  EmailVerificationDocument,
  type EmailVerificationQuery,
  VerifyEmailDocument,
} from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { focusRefused } from '../parts/focus_refused';
import { NewPasswordField } from '../parts/new_password_field';
import { usePasswordLength } from '../parts/password_hint';
import { Pending } from '../parts/pending';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';
import { formatDateTime } from '../parts/time';
import { Resend } from './resend';
import { VerifyCode } from './verify_code';

type Registered = NonNullable<EmailVerificationQuery['emailVerification']>;

/** How it ended: with the password that the account had, or with a new one. */
type Ending = 'verified' | 'password set';

const INVALID = 'This link is invalid or has expired. Request a new one.';

export function Verify({ token }: { token: string }) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: EmailVerificationDocument,
    variables: { token },
    requestPolicy: 'network-only',
  });
  const [ending, setEnding] = useState<Ending | null>(null);
  const retry = () => ask({ requestPolicy: 'network-only' });
  if (!data) {
    return (
      <Front title="Verify your email">
        <Pending error={fetching ? undefined : error} retry={retry} />
      </Front>
    );
  }
  const registered = data.emailVerification;
  if (!registered) return <Invalid />;
  if (ending) return <Done email={registered.email} ending={ending} />;
  if (registered.alreadyVerified) return <AlreadyVerified email={registered.email} />;
  return <Confirm token={token} registered={registered} done={setEnding} />;
}

interface ConfirmProps {
  token: string;
  registered: Registered;
  done: (ending: Ending) => void;
}

function Confirm({ token, registered, done }: ConfirmProps) {
  const { validatePassword } = useRules();
  const { passwordMin } = useServerRules();
  const length = usePasswordLength();
  const [isOwn, setOwn] = useState(true);
  const [password, setPassword] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(VerifyEmailDocument);
  const field = isOwn ? 'password' : 'newPassword';
  const choose = (isOwn: boolean) => {
    setErrors([]);
    setPassword('');
    setOwn(isOwn);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const ending = isOwn ? await confirmOwn() : await replacePassword();
    if (ending) done(ending);
    else focusRefused(form.current);
  };
  const confirmOwn = async (): Promise<Ending | null> =>
    (await submit({ input: { token, password } })) && 'verified';
  const replacePassword = async (): Promise<Ending | null> => {
    const validated = validatePassword(password, { email: registered.email, passwordMin, field });
    setErrors(validated.errors);
    if (!validated.ok) return null;
    return (await submit({ input: { token, newPassword: validated.value } })) && 'password set';
  };
  const isOver = errors.some((error) => error.field?.[0] === 'token');
  return (
    <Front title="Verify your email">
      <p>
        A BruinBridge account was created for <strong>{registered.email}</strong> on{' '}
        {formatDateTime(registered.registeredAt)}.
      </p>
      <form ref={form} onSubmit={send} noValidate>
        <fieldset className="choice">
          <legend>Did you create this account?</legend>
          <label>
            <input type="radio" name="own" checked={isOwn} onChange={() => choose(true)} />
            Yes
          </label>
          <label>
            <input type="radio" name="own" checked={!isOwn} onChange={() => choose(false)} />
            No, or not sure
          </label>
        </fieldset>
        {isOwn ? (
          <TextField
            key={field}
            label="Password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={clearingErrors(setPassword)}
            errors={fieldErrors(errors, field)}
            hint="The password you chose when you created the account. Forgot it? Select “No, or not sure”."
          />
        ) : (
          <NewPasswordField
            key={field}
            label="New password"
            value={password}
            onChange={clearingErrors(setPassword)}
            errors={fieldErrors(errors, field)}
            owner={{ email: registered.email }}
            hint={`${length} It replaces the password the account was created with.`}
          />
        )}
        <FormErrors errors={otherErrors(errors, [field])} />
        <button className="primary" aria-disabled={isBusy}>
          {isOwn ? 'Verify email' : 'Set password and verify email'}
        </button>
      </form>
      {isOver && <Resend email={registered.email} />}
    </Front>
  );
}

function Done({ email, ending }: { email: string; ending: Ending }) {
  return (
    <Front title="Email verified">
      <p className="notice" role="status">
        {email} is verified.{ending === 'password set' && ' Your new password is set.'}
      </p>
      {ending === 'password set' && (
        <p>After you sign in, check your role and profile. Someone else may have chosen them.</p>
      )}
      <ToSignIn />
    </Front>
  );
}

function AlreadyVerified({ email }: { email: string }) {
  return (
    <Front title="Email verified">
      <p className="notice" role="status">
        {email} is already verified.
      </p>
      <ToSignIn />
    </Front>
  );
}

/** An invalid link does not reveal whose it was. */
function Invalid() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isDone, setDone] = useState(false);
  if (isDone) return <Done email={email} ending="verified" />;
  return (
    <Front title="Verify your email">
      <FormErrors errors={[INVALID]} />
      <p>The email also has a code, which you can enter here.</p>
      <VerifyCode email={email} password={password} onDone={() => setDone(true)}>
        <TextField
          label="UCLA email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          hint="The password you chose when you created the account."
        />
      </VerifyCode>
      <Resend key={email} email={email} />
      <ToSignIn />
    </Front>
  );
}

function ToSignIn() {
  return (
    <a className="button primary" href="/#/sign-in">
      Go to sign in
    </a>
  );
}
