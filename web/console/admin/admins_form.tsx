// The form that adds an administrator.

import { type FormEvent, useState } from 'react';

import { RegisterAdminDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { FormErrors, TextField } from '../parts/fields';
import { NewPasswordField } from '../parts/new_password_field';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';
import { RoleField } from './roles_field';

const FIELDS = ['username', 'email', 'password', 'roleName'];
const EMPTY = { username: '', email: '', roleName: '' };

export function AdminForm({ onDone }: { onDone: () => void }) {
  const { validateEmail, validatePassword } = useRules();
  const serverRules = useServerRules();
  const draft = useDraft('admin/new', EMPTY);
  // Not in the draft: a password must not outlive the form.
  const [password, setPassword] = useState('');
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(RegisterAdminDocument, [
    'AdminUser',
    'User',
  ]);
  const { username, email, roleName } = draft.input;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const address = validateEmail(email, serverRules);
    const { passwordMin } = serverRules;
    const secret = validatePassword(password, { email, passwordMin });
    setErrors([...address.errors, ...secret.errors]);
    if (!address.ok || !secret.ok) return;
    const input = { username: username.trim(), email: address.value, password: secret.value, roleName };
    if (!(await submit({ input }, `${input.username} is an administrator now.`))) return;
    draft.saved();
    onDone();
  };
  const field = (name: keyof typeof EMPTY) => ({
    value: draft.input[name],
    onChange: clearingErrors((value: string) => draft.set(name, value)),
    errors: fieldErrors(errors, name),
  });
  return (
    <form className="panel-form" onSubmit={send} noValidate>
      <h2>Add an administrator</h2>
      <p className="soft">
        They get an email that says so. Give them the password in person, and ask them to change it.
      </p>
      <TextField
        label="Username"
        autoComplete="off"
        {...field('username')}
        hint="3 to 64 characters: a to z, digits, dots, dashes, and underscores, beginning with a to z."
      />
      <TextField
        label="Email"
        type="email"
        autoComplete="off"
        {...field('email')}
        hint={`${serverRules.domainHint} No other account may have it.`}
      />
      <NewPasswordField
        label="Password"
        value={password}
        onChange={clearingErrors(setPassword)}
        errors={fieldErrors(errors, 'password')}
        owner={{ email }}
      />
      <RoleField {...field('roleName')} value={roleName} />
      <FormErrors errors={otherErrors(errors, FIELDS)} />
      <div className="row">
        <button className="primary" aria-disabled={isBusy}>
          Add administrator
        </button>
        {draft.isDirty && (
          <button type="button" className="quiet" onClick={draft.discard}>
            Discard changes
          </button>
        )}
      </div>
    </form>
  );
}
