// A member's account page: role, password, email address, sessions, data, and deletion.

import { type FormEvent, useState } from 'react';

import { ChangePasswordDocument, ChangeRoleDocument, RequestDeletionDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors, TextField } from '../parts/fields';
import { NewPasswordField } from '../parts/new_password_field';
import { usePasswordHint } from '../parts/password_hint';
import { ROLE_NAMES } from '../parts/person';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';
import { formatDate } from '../parts/time';
import { EmailAddress } from './email_address';
import { EmailPreferences } from './email_preferences';
import type { Account } from './member';
import { MyData } from './my_data';
import { ReportConcern } from './report_concern';
import { Sessions } from './sessions';

interface Props {
  account: Account;
  reload: () => void;
}

export function AccountPage({ account, reload }: Props) {
  return (
    <>
      <h1>Account</h1>
      <div className="columns">
        {account.role !== 'ADMIN' && <Role account={account} reload={reload} />}
        <Password account={account} />
        <EmailAddress account={account} reload={reload} />
      </div>
      {account.role !== 'ADMIN' && <EmailPreferences />}
      <Sessions />
      {account.role !== 'ADMIN' && <Help />}
      <MyData />
      <Deletion account={account} reload={reload} />
    </>
  );
}

function Help() {
  return (
    <Card title="Help">
      <p>
        Let the administrators know, in private, what worries you about the program. To report a concern
        about a person, use the button next to their name on your matches page.
      </p>
      <ReportConcern />
    </Card>
  );
}

function Role({ account, reload }: Props) {
  const { submit, errors, isBusy } = useSubmit(ChangeRoleDocument);
  const [isConfirming, setConfirming] = useState(false);
  const other = account.role === 'MENTOR' ? 'MENTEE' : 'MENTOR';
  const change = async () => {
    const announcement = `You're now a ${other.toLowerCase()}.`;
    if (await submit({ input: { newRole: other } }, announcement)) reload();
    setConfirming(false);
  };
  return (
    <Card title="Role" aside={<span className="badge">{ROLE_NAMES[account.role]}</span>}>
      <p>
        Member since {formatDate(account.dateJoined)}. Changing your role ends your matches and deletes
        your messages.
      </p>
      <FormErrors errors={otherErrors(errors, [])} />
      {isConfirming ? (
        <div className="row">
          <button className="danger" aria-disabled={isBusy} onClick={() => void change()}>
            Yes, become a {other.toLowerCase()}
          </button>
          <button onClick={() => setConfirming(false)}>Keep my role</button>
        </div>
      ) : (
        <button onClick={() => setConfirming(true)}>Become a {other.toLowerCase()}…</button>
      )}
    </Card>
  );
}

function Password({ account }: { account: Account }) {
  const { validatePassword } = useRules();
  const { passwordMin } = useServerRules();
  const hint = usePasswordHint();
  const { email, firstName, lastName } = account;
  const owner = { email, firstName, lastName };
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [isDone, setDone] = useState(false);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(ChangePasswordDocument, [
    'Session',
  ]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setDone(false);
    const options = { ...owner, passwordMin, field: 'newPassword' };
    const validated = validatePassword(newPassword, options);
    setErrors(validated.errors);
    if (!validated.ok) return;
    if (!(await submit({ input: { currentPassword, newPassword: validated.value } }))) return;
    setCurrent('');
    setNew('');
    setDone(true);
  };
  return (
    <Card title="Password">
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
          <button aria-disabled={isBusy}>Change password</button>
          <span role="status">
            {isDone && 'Password changed. Your other devices have been signed out.'}
          </span>
        </div>
      </form>
    </Card>
  );
}

function Deletion({ account, reload }: Props) {
  const { validateDeletionConfirmation } = useRules();
  const [confirmation, setConfirmation] = useState('');
  const { submit, errors, clearingErrors, isBusy } = useSubmit(RequestDeletionDocument);
  const validated = validateDeletionConfirmation(confirmation, account.email);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await submit({ input: { confirmation } })) reload();
  };
  const shownErrors = confirmation && !validated.ok ? validated.errors : errors;
  return (
    <Card title="Delete your account">
      <p>
        {account.role === 'ADMIN'
          ? "You'll lose your admin access right away."
          : 'Your matches will end right away.'}{' '}
        You can change your mind during the grace period. After that, your account will be permanently
        deleted.
      </p>
      <form onSubmit={send} noValidate>
        <TextField
          label={`Type ${account.email} to confirm`}
          value={confirmation}
          onChange={clearingErrors(setConfirmation)}
          errors={fieldErrors(shownErrors, 'confirmation')}
        />
        <FormErrors errors={otherErrors(errors, ['confirmation'])} />
        <button className="danger" disabled={!validated.ok} aria-disabled={isBusy}>
          Delete my account
        </button>
      </form>
    </Card>
  );
}
