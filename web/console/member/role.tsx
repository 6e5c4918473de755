// The member's role: how to change it.

import { useState } from 'react';

import { ChangeRoleDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { ConfirmDialog } from '../parts/confirm';
import { ROLE_NAMES } from '../parts/person';
import type { Account } from './member';

interface RoleProps {
  account: Account;
  reload: () => void;
}

export function Role({ account, reload }: RoleProps) {
  const [isOpen, setOpen] = useState(false);
  const { submit, errors, isBusy } = useSubmit(ChangeRoleDocument);
  const other = account.role === 'MENTOR' ? 'MENTEE' : 'MENTOR';
  const name = other.toLowerCase();
  const change = async () => {
    const payload = await submit({ input: { newRole: other } }, `You're now a ${name}.`);
    if (payload) reload();
    return Boolean(payload);
  };
  return (
    <Card title="Role" aside={<span className="badge">{ROLE_NAMES[account.role]}</span>}>
      <p>
        {other === 'MENTOR'
          ? 'When you know your way around, you can mentor someone who is new.'
          : 'If you would rather be mentored, you can become a mentee.'}
      </p>
      <div className="row">
        <button onClick={() => setOpen(true)}>Become a {name}…</button>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Become a ${name}?`}
        action={`Yes, become a ${name}`}
        errors={otherErrors(errors, [])}
        isBusy={isBusy}
        act={change}
      >
        <p>Your matches will end right away, and your messages will be deleted.</p>
      </ConfirmDialog>
    </Card>
  );
}
