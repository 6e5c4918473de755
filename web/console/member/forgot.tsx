// The form that requests an email to reset the password, and the one that takes its code.

import { type FormEvent, useRef, useState } from 'react';

import { RequestPasswordResetDocument, ResetPasswordDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { CodeField } from '../parts/code_field';
import { FormErrors, TextField } from '../parts/fields';
import { focusRefused } from '../parts/focus_refused';
import { NewPasswordField } from '../parts/new_password_field';
import { usePasswordHint } from '../parts/password_hint';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';
import { PasswordChanged } from './reset';
import { useVisitorEmail } from './visitor';

export function Forgot() {
  const [email, setEmail] = useVisitorEmail();
  const [note, setNote] = useState<string | null>(null);
  const [hasCode, setHasCode] = useState(false);
  const [isDone, setDone] = useState(false);
  if (isDone) return <PasswordChanged />;
  return (
    <Front title="Reset your password">
      {note && (
        <p className="notice" role="status">
          {note}
        </p>
      )}
      {!hasCode && <p>We'll email you a link to choose a new password.</p>}
      {hasCode ? (
        <WithCode email={email} setEmail={setEmail} done={() => setDone(true)} />
      ) : (
        <Request
          email={email}
          setEmail={setEmail}
          sent={(note) => {
            setNote(note);
            setHasCode(true);
          }}
        />
      )}
      <div className="front-more">
        <button
          type="button"
          className="quiet"
          onClick={() => {
            setNote(null);
            setHasCode(!hasCode);
          }}
        >
          {hasCode ? 'Request another email' : 'I have a code'}
        </button>
        <a href="#/sign-in">Back to sign-in</a>
      </div>
    </Front>
  );
}

interface EmailProps {
  email: string;
  setEmail: (email: string) => void;
}

function Request({ email, setEmail, sent }: EmailProps & { sent: (note: string) => void }) {
  const { validateEmail } = useRules();
  const serverRules = useServerRules();
  const form = useRef<HTMLFormElement>(null);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(RequestPasswordResetDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const validated = validateEmail(email, serverRules);
    setErrors(validated.errors);
    const payload = validated.ok && (await submit({ input: { email: validated.value } }));
    if (payload) sent(payload.note ?? 'Check your email.');
    else focusRefused(form.current);
  };
  return (
    <form ref={form} onSubmit={send} noValidate>
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
  );
}

function WithCode({ email, setEmail, done }: EmailProps & { done: () => void }) {
  const { validatePassword } = useRules();
  const { passwordMin } = useServerRules();
  const hint = usePasswordHint();
  const [code, setCode] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(ResetPasswordDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const validated = validatePassword(newPassword, { email, passwordMin, field: 'newPassword' });
    setErrors(validated.errors);
    const input = { email, code, newPassword: validated.value ?? '' };
    if (validated.ok && (await submit({ input }))) done();
    else focusRefused(form.current);
  };
  return (
    <form ref={form} onSubmit={send} noValidate>
      <p>Follow the link in the email, or enter its code here.</p>
      <TextField
        label="UCLA email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={clearingErrors(setEmail)}
        errors={fieldErrors(errors, 'email')}
      />
      <CodeField
        value={code}
        onChange={clearingErrors(setCode)}
        errors={fieldErrors(errors, 'code')}
        hint="Eight characters, such as 7K2M-9QXD."
        hasDigits={false}
      />
      <NewPasswordField
        label="New password"
        value={newPassword}
        onChange={clearingErrors(setNewPassword)}
        errors={fieldErrors(errors, 'newPassword')}
        owner={{ email }}
        hint={hint}
      />
      <FormErrors errors={otherErrors(errors, ['email', 'code', 'newPassword'])} />
      <button className="primary" aria-disabled={isBusy}>
        Set password
      </button>
    </form>
  );
}
