// The dialog with which an administrator signs in as a person, for support.

import { useContext, useState } from 'react';

import { ImpersonateDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { TextField } from '../parts/fields';
import { displayName } from '../parts/person';
import { ServerRules } from '../parts/server_rules';
import { useCan } from './permission';
import type { Person, PersonDialog } from './person';

/** Whether the administrator may sign in as the person now. */
export function useMayImpersonate(person: Person): boolean {
  const can = useCan();
  const { impersonation } = useContext(ServerRules);
  const isPossible = person.isActive && person.isVerified && !person.isDeleted;
  return impersonation && can('USERS_IMPERSONATE') && person.role !== 'ADMIN' && isPossible;
}

export function ImpersonateDialog({ person, isOpen, onClose }: PersonDialog) {
  const [reason, setReason] = useState('');
  const { submit, errors, clearingErrors, isBusy } = useSubmit(ImpersonateDocument);
  const signIn = async () => {
    if (!(await submit({ input: { userId: person.id, reason } }))) return false;
    // A new page, because the signed-in user is another one now.
    window.location.assign('/');
    return true;
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Sign in as ${displayName(person)}?`}
      action="Sign in"
      isDangerous={false}
      errors={otherErrors(errors, ['reason'])}
      isBusy={isBusy}
      act={signIn}
    >
      <p>
        You'll see what they see for 15 minutes, and can help with their profile and requests. They get
        an email with your reason.
      </p>
      <TextField
        label="Reason"
        multiline
        maxLength={500}
        value={reason}
        onChange={clearingErrors(setReason)}
        errors={fieldErrors(errors, 'reason')}
      />
    </ConfirmDialog>
  );
}
