// A button that permanently deletes all expired accounts now; the server does it by itself within a minute.

import { PEOPLE_TYPES } from '../api/invalidation';
import { PurgeExpiredDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';

export function Purge() {
  const { submit, errors, isBusy } = useSubmit(PurgeExpiredDocument, PEOPLE_TYPES);
  const purge = async () => Boolean(await submit({}, ({ purged }) => outcome(purged ?? 0)));
  return (
    <Confirm
      label="Delete expired accounts"
      title="Delete expired accounts?"
      action="Delete permanently"
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={purge}
    >
      <p>
        Accounts whose grace period is over will be permanently deleted, along with all their data. This
        can't be undone.
      </p>
    </Confirm>
  );
}

function outcome(purged: number): string {
  return purged === 1
    ? '1 account was permanently deleted.'
    : `${purged} accounts were permanently deleted.`;
}
