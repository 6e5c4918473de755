// The deletion of an account: restore it while the deletion is pending, or delete it right away.

import { PEOPLE_TYPES } from '../api/invalidation';
import { DeletePersonDocument, RestorePersonDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { Confirm } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { formatDateTime, formatTimeLeft, useNow } from '../parts/time';
import { useCan } from './permission';
import type { Person } from './person';

export function PersonDeletion({ person, onDeleted }: { person: Person; onDeleted: () => void }) {
  const can = useCan();
  const { submit, errors, isBusy } = useSubmit(DeletePersonDocument, PEOPLE_TYPES);
  const remove = async () => {
    const payload = await submit({ input: { id: person.id } });
    if (payload) onDeleted();
    return Boolean(payload);
  };
  const until = person.permanentDeletionDate;
  if (!until && !can('USERS_DELETE')) return null;
  return (
    <Card title="Deletion">
      {until && <PendingDeletion id={person.id} until={until} />}
      {can('USERS_DELETE') && (
        <div className="row">
          <Confirm
            label="Delete now"
            title="Permanently delete this account?"
            action="Delete permanently"
            typed={person.email}
            errors={otherErrors(errors, [])}
            isBusy={isBusy}
            act={remove}
          >
            <p>The profile, matches, and messages will be deleted right away. This can't be undone.</p>
          </Confirm>
          <span className="hint">There's no grace period for this.</span>
        </div>
      )}
    </Card>
  );
}

function PendingDeletion({ id, until }: { id: string; until: string }) {
  const can = useCan();
  const now = useNow();
  const { submit, errors, isBusy } = useSubmit(RestorePersonDocument, PEOPLE_TYPES);
  return (
    <>
      <p>
        The owner requested this. The account will be permanently deleted on {formatDateTime(until)}, in{' '}
        {formatTimeLeft(until, now)}.
      </p>
      <FormErrors errors={otherErrors(errors, [])} />
      {can('USERS_WRITE') && (
        <button
          className="primary"
          aria-disabled={isBusy}
          onClick={() => void submit({ input: { id } }, 'The account has been restored.')}
        >
          Restore account
        </button>
      )}
    </>
  );
}
