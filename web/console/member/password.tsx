// The member's password: how to change it.

import { type FormEvent, useState } from 'react';

import { ChangePasswordDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { FormErrors, TextField } from '../parts/fields';
import { NewPasswordField } from '../parts/new_password_field';
import { usePasswordHint } from '../parts/password_hint';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';
import type { Account } from './member';
import { Setting } from './setting';

export function Password({ account }: { account: Account }) {
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  return (
    <Setting
      title="Password"
      value={
        <span role="status">
          {isDone
            ? 'Password changed. Your other devices have been signed out.'
            : 'Changing it signs you out everywhere else.'}
        </span>
      }
      changes="your password"
      isOpen={isOpen}
      onToggle={setOpen}
    >
      <Change
        account={account}
        onSent={() => setDone(false)}
        onDone={() => {
          setDone(true);
          setOpen(false);
        }}
      />
    </Setting>
  );
}

interface ChangeProps {
  account: Account;
  onSent: () => void;
  onDone: () => void;
}

/** The form, which forgets the passwords when it closes. */
function Change({ account, onSent, onDone }: ChangeProps) {
  const { validatePassword } = useRules();
  const { passwordMin } = useServerRules();
  const hint = usePasswordHint();
  const { email, firstName, lastName } = account;
  const owner = { email, firstName, lastName };
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(ChangePasswordDocument, [
    'Session',
  ]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    onSent();
    const options = { ...owner, passwordMin, field: 'newPassword' };
    const validated = validatePassword(newPassword, options);
    setErrors(validated.errors);
    if (!validated.ok) return;
    if (await submit({ input: { currentPassword, newPassword: validated.value } })) onDone();
  };
  return (
    <form onSubmit={send} noValidate>
      <input type="hidden" autoComplete="username" value={account.email} readOnly />
      <TextField
        label="Current password"
        type="password"
        autoComplete="current-password"
        value={currentPassword}
        onChange={clearingErrors(setCurrent)}
        errors={fieldErrors(errors, 'currentPassword')}
      />
      <NewPasswordField
        label="New password"
        value={newPassword}
        onChange={clearingErrors(setNew)}
        errors={fieldErrors(errors, 'newPassword')}
        owner={owner}
        hint={hint}
      />
      <FormErrors errors={otherErrors(errors, ['currentPassword', 'newPassword'])} />
      <div className="row">
        <button className="primary" aria-disabled={isBusy}>
          Change password
        </button>
      </div>
    </form>
  );
}
