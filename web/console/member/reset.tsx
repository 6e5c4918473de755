// The form that sets a password with the token of an email: a new one, or after an invitation the first one.

import { type FormEvent, useRef, useState } from 'react';

import { ResetPasswordDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors } from '../parts/fields';
import { focusRefused } from '../parts/focus_refused';
import { NewPasswordField } from '../parts/new_password_field';
import { usePasswordHint } from '../parts/password_hint';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';

interface ResetProps {
  token: string;
  /** Whether the account has no password yet. */
  isInvitation?: boolean;
}

export function Reset({ token, isInvitation = false }: ResetProps) {
  const { validatePassword } = useRules();
  const { passwordMin } = useServerRules();
  const hint = usePasswordHint();
  const [newPassword, setNewPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(ResetPasswordDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const validated = validatePassword(newPassword, { passwordMin, field: 'newPassword' });
    setErrors(validated.errors);
    if (validated.ok && (await submit({ input: { token, newPassword: validated.value } })))
      setDone(true);
    else focusRefused(form.current);
  };
  if (isDone) return isInvitation ? <AccountOpened /> : <PasswordChanged />;
  return (
    <Front title={isInvitation ? 'Welcome, choose your password' : 'Choose a new password'}>
      <form ref={form} onSubmit={send} noValidate>
        <NewPasswordField
          label={isInvitation ? 'Password' : 'New password'}
          value={newPassword}
          onChange={clearingErrors(setNewPassword)}
          errors={fieldErrors(errors, 'newPassword')}
          hint={hint}
        />
        <FormErrors errors={otherErrors(errors, ['newPassword'])} />
        <button className="primary" aria-disabled={isBusy}>
          Set password
        </button>
      </form>
      <div className="front-more">
        <a href="/#/forgot">
          {isInvitation ? 'Request another email' : 'Request another email, or enter its code'}
        </a>
      </div>
    </Front>
  );
}

/** What follows the first password. */
function AccountOpened() {
  return (
    <Front title="Your account is ready">
      <p className="notice" role="status">
        Your password is set and your email address is verified. Sign in to get started.
      </p>
      <a className="button primary" href="/#/sign-in">
        Sign in
      </a>
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
