// The deletion of an account: a notice while it is pending, and a dialog that deletes right away.

import { PEOPLE_TYPES } from '../api/invalidation';
import { DeletePersonDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { displayName } from '../parts/person';
import { formatUntil, useMinutes } from '../parts/relative_time';
import { formatDateTime } from '../parts/time';
import type { Person, PersonDialog } from './person';

export function DeleteDialog(props: PersonDialog & { onDeleted: () => void }) {
  const { person, isOpen, onClose, onDeleted } = props;
  const { submit, errors, isBusy } = useSubmit(DeletePersonDocument, PEOPLE_TYPES);
  const remove = async () => {
    const payload = await submit({ input: { id: person.id } });
    if (payload) onDeleted();
    return Boolean(payload);
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Permanently delete ${displayName(person)}'s account?`}
      action="Delete permanently"
      typed={person.email}
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={remove}
    >
      <p>
        The profile, matches, and messages will be deleted right away, without a grace period. This can't
        be undone.
      </p>
    </ConfirmDialog>
  );
}

/** Says when an account will be deleted, if its owner asked for that. */
export function PendingDeletion({ person }: { person: Person }) {
  const now = useMinutes();
  const until = person.permanentDeletionDate;
  if (!until) return null;
  return (
    <p className="notice notice-bad">
      The owner asked to delete this account. It will be permanently deleted{' '}
      <strong>{formatUntil(until, now)}</strong>, on {formatDateTime(until)}.
    </p>
  );
}
