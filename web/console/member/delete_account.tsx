// How a member deletes their account.

import { type FormEvent, useState } from 'react';

import { RequestDeletionDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { FormErrors, TextField } from '../parts/fields';
import { useRules } from '../parts/rules';
import type { Account } from './member';

interface DeleteProps {
  account: Account;
  reload: () => void;
}

export function DeleteAccount({ account, reload }: DeleteProps) {
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
    <div className="setting setting-danger">
      <div className="setting-text">
        <h3>Delete your account</h3>
        <p className="soft">
          {account.role === 'ADMIN'
            ? "You'll lose your admin access right away."
            : 'Your matches will end right away.'}{' '}
          You can change your mind during the grace period. After that, your account will be permanently
          deleted.
        </p>
      </div>
      <form className="setting-form" onSubmit={send} noValidate>
        <TextField
          label={`Type ${account.email} to confirm`}
          autoComplete="off"
          value={confirmation}
          onChange={clearingErrors(setConfirmation)}
          errors={fieldErrors(shownErrors, 'confirmation')}
        />
        <FormErrors errors={otherErrors(errors, ['confirmation'])} />
        <div className="row">
          <button className="danger" disabled={!validated.ok} aria-disabled={isBusy}>
            Delete my account
          </button>
        </div>
      </form>
    </div>
  );
}
