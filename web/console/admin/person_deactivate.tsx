// The dialog that deactivates an account.

import { PEOPLE_TYPES } from '../api/invalidation';
import { UpdatePersonDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { displayName } from '../parts/person';
import type { PersonDialog } from './person';

/** A deactivated account has no sessions. */
const TYPES = [...PEOPLE_TYPES, 'Session'];

export function DeactivateDialog({ person, isOpen, onClose }: PersonDialog) {
  const { submit, errors, isBusy } = useSubmit(UpdatePersonDocument, TYPES);
  const done = 'Account deactivated. All sessions have ended.';
  const deactivate = async () =>
    Boolean(await submit({ input: { id: person.id, isActive: false } }, done));
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Deactivate ${displayName(person)}'s account?`}
      action="Deactivate"
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={deactivate}
    >
      <p>
        All of their sessions end right away, and they can't sign in until you activate the account
        again. Nothing is deleted.
      </p>
    </ConfirmDialog>
  );
}
