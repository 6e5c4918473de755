// A member's account: role, password, sessions, and the way out.

import { validateDeletionConfirmation, validatePassword } from '@bruinbridge/validation';
import { type FormEvent, useState } from 'react';

import {
  ChangePasswordDocument,
  ChangeRoleDocument,
  RequestDeletionDocument,
} from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { FormErrors, TextField } from '../parts/fields';
import { Card } from '../parts/shell';
import { at } from '../parts/time';
import type { Account } from './member';
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
      </div>
      <Sessions />
      <Deletion account={account} reload={reload} />
    </>
  );
}

function Role({ account, reload }: Props) {
  const { submit, errors, isBusy } = useSubmit(ChangeRoleDocument);
  const [isSure, setSure] = useState(false);
  const other = account.role === 'MENTOR' ? 'MENTEE' : 'MENTOR';
  const change = async () => {
    if (await submit({ input: { newRole: other } }, `You are a ${other.toLowerCase()} now.`)) reload();
    setSure(false);
  };
  return (
    <Card title="Role" aside={<span className="badge">{account.role.toLowerCase()}</span>}>
      <p>
        Member since {at(account.dateJoined)}. Changing your role ends your matches and deletes
        their messages.
      </p>
      <FormErrors errors={general(errors, [])} />
      {isSure ? (
        <div className="row">
          <button className="danger" aria-disabled={isBusy} onClick={() => void change()}>
            Yes, become a {other.toLowerCase()}
          </button>
          <button onClick={() => setSure(false)}>Keep my role</button>
        </div>
      ) : (
        <button onClick={() => setSure(true)}>Become a {other.toLowerCase()}…</button>
      )}
    </Card>
  );
}

function Password({ account }: { account: Account }) {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [isDone, setDone] = useState(false);
  const { submit, errors, setErrors, changing, isBusy } = useSubmit(ChangePasswordDocument, [
    'Session',
  ]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setDone(false);
    const options = { email: account.email, field: 'newPassword' };
    const judged = validatePassword(newPassword, options);
    setErrors(judged.errors);
    if (!judged.ok) return;
    if (!(await submit({ input: { currentPassword, newPassword: judged.value } }))) return;
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
          onChange={changing(setCurrent)}
          errors={about(errors, 'currentPassword')}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          value={newPassword}
          onChange={changing(setNew)}
          errors={about(errors, 'newPassword')}
        />
        <FormErrors errors={general(errors, ['currentPassword', 'newPassword'])} />
        <div className="row">
          <button aria-disabled={isBusy}>Change password</button>
          <span role="status">{isDone && 'Changed; other devices were signed out.'}</span>
        </div>
      </form>
    </Card>
  );
}

function Deletion({ account, reload }: Props) {
  const [confirmation, setConfirmation] = useState('');
  const { submit, errors, changing, isBusy } = useSubmit(RequestDeletionDocument);
  const judged = validateDeletionConfirmation(confirmation, account.email);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await submit({ input: { confirmation } })) reload();
  };
  return (
    <Card title="Delete this account">
      <p>
        {account.role === 'ADMIN' ? 'Your rights end at once.' : 'Your matches end at once.'} For a
        while you can change your mind; after that, the account is gone for good.
      </p>
      <form onSubmit={send} noValidate>
        <TextField
          label={`Type ${account.email} to confirm`}
          value={confirmation}
          onChange={changing(setConfirmation)}
          errors={about(confirmation && !judged.ok ? judged.errors : errors, 'confirmation')}
        />
        <FormErrors errors={general(errors, ['confirmation'])} />
        <button className="danger" disabled={!judged.ok} aria-disabled={isBusy}>
          Delete my account
        </button>
      </form>
    </Card>
  );
}
