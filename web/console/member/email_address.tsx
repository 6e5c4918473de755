// The member's email address: how to change it, and a change that waits for its confirmation.

import { type FormEvent, useEffect, useState } from 'react';

import {
  CancelEmailChangeDocument,
  ChangeEmailDocument,
  ConfirmEmailChangeDocument,
  ResendEmailChangeDocument,
} from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { CodeField } from '../parts/code_field';
import { FormErrors, TextField } from '../parts/fields';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';
import type { Account } from './member';
import { Setting } from './setting';

interface Props {
  account: Account;
  reload: () => void;
}

export function EmailAddress({ account, reload }: Props) {
  const pending = account.pendingEmailChange?.email;
  const [isOpen, setOpen] = useState(false);
  // Closed after the change, which the next one begins with.
  useEffect(() => {
    if (pending) setOpen(false);
  }, [pending]);
  return (
    <Setting
      title="Email address"
      value={
        <>
          You sign in with <strong>{account.email}</strong>.
        </>
      }
      changes="your email address"
      isOpen={isOpen || pending !== undefined}
      {...(!pending && { onToggle: setOpen })}
    >
      {pending ? <Waiting key={pending} email={pending} reload={reload} /> : <Change reload={reload} />}
    </Setting>
  );
}

function Change({ reload }: { reload: () => void }) {
  const { validateEmail } = useRules();
  const serverRules = useServerRules();
  const [newEmail, setNewEmail] = useState('');
  const [currentPassword, setCurrent] = useState('');
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(ChangeEmailDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const validated = validateEmail(newEmail, serverRules);
    setErrors(validated.errors.map((error) => ({ ...error, field: ['newEmail'] })));
    if (!validated.ok) return;
    const announcement = `We have sent a link and a code to ${validated.value}.`;
    if (await submit({ input: { newEmail: validated.value, currentPassword } }, announcement)) reload();
  };
  return (
    <form onSubmit={send} noValidate>
      <TextField
        label="New email address"
        type="email"
        autoComplete="email"
        value={newEmail}
        onChange={clearingErrors(setNewEmail)}
        errors={fieldErrors(errors, 'newEmail')}
        hint="We'll send a link and a code there. Your address changes when you confirm it."
      />
      <TextField
        label="Your password"
        type="password"
        autoComplete="current-password"
        value={currentPassword}
        onChange={clearingErrors(setCurrent)}
        errors={fieldErrors(errors, 'currentPassword')}
      />
      <FormErrors errors={otherErrors(errors, ['newEmail', 'currentPassword'])} />
      <div className="row">
        <button className="primary" aria-disabled={isBusy}>
          Change email address
        </button>
      </div>
    </form>
  );
}

function Waiting({ email, reload }: { email: string; reload: () => void }) {
  const [code, setCode] = useState('');
  const [note, setNote] = useState<string | null>(null);
  const confirming = useSubmit(ConfirmEmailChangeDocument, ['Session']);
  const resending = useSubmit(ResendEmailChangeDocument);
  const canceling = useSubmit(CancelEmailChangeDocument);
  const isBusy = confirming.isBusy || resending.isBusy || canceling.isBusy;
  const clear = () => {
    setNote(null);
    for (const { setErrors } of [confirming, resending, canceling]) setErrors([]);
  };
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    clear();
    const announcement = `${email} is your email address now.`;
    if (await confirming.submit({ input: { code } }, announcement)) reload();
  };
  const resend = async () => {
    clear();
    const payload = await resending.submit({});
    if (payload) setNote(payload.note);
  };
  const cancel = async () => {
    clear();
    if (await canceling.submit({}, 'Your email address stays the same.')) reload();
  };
  const others = [...confirming.errors, ...resending.errors, ...canceling.errors];
  return (
    <form onSubmit={confirm} noValidate>
      <p>
        We sent a link and a code to <strong>{email}</strong>. Follow the link, or enter the code here.
      </p>
      <CodeField
        value={code}
        onChange={confirming.clearingErrors(setCode)}
        errors={fieldErrors(confirming.errors, 'code')}
        hint="The six digits in the email."
        hasDigits
      />
      <FormErrors errors={otherErrors(others, ['code'])} />
      <div role="status">{note && <p className="notice">{note}</p>}</div>
      <div className="row">
        <button className="primary" aria-disabled={isBusy}>
          Confirm
        </button>
        <button type="button" aria-disabled={isBusy} onClick={() => void resend()}>
          Send again
        </button>
        <button type="button" className="quiet" aria-disabled={isBusy} onClick={() => void cancel()}>
          Cancel the change
        </button>
      </div>
    </form>
  );
}
