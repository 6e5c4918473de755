// The dialog that has a person choose a new password.

import { PEOPLE_TYPES } from '../api/invalidation';
import { SendPersonResetDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { displayName } from '../parts/person';
import type { PersonDialog } from './person';

/** A reset ends all sessions, and sends an email. */
const TYPES = [...PEOPLE_TYPES, 'Session', 'Email'];

export function ResetDialog({ person, isOpen, onClose }: PersonDialog) {
  const { submit, errors, isBusy } = useSubmit(SendPersonResetDocument, TYPES);
  const { id, email } = person;
  const done = `We're emailing a password reset link to ${email}. All sessions have ended.`;
  const reset = async () => Boolean(await submit({ input: { id } }, done));
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Reset ${displayName(person)}'s password?`}
      action="Reset the password"
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={reset}
    >
      <p>
        We email a link for a new password to <strong>{email}</strong>, and sign them out everywhere.
      </p>
      <ul className="effects">
        <li>
          It doesn't change the email address. If someone else reads that mailbox, correct it first.
        </li>
        <li>
          It doesn't lock the account: the old password works until a new one is chosen. To keep someone
          out, deactivate the account.
        </li>
      </ul>
    </ConfirmDialog>
  );
}
