// A button that permanently deletes all expired accounts now; the server does it by itself within a minute.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { PurgeExpiredDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';

export function Purge() {
  const { submit, errors, isBusy } = useSubmit(PurgeExpiredDocument, PEOPLE_TYPES);
  const [purged, setPurged] = useState<number | null>(null);
  const purge = async () => {
    setPurged(null);
    const payload = await submit({});
    setPurged(payload?.purged ?? null);
    return Boolean(payload);
  };
  const accounts = purged === 1 ? '1 account was' : `${purged ?? 0} accounts were`;
  return (
    <div className="row">
      <span role="status">{purged !== null && `${accounts} permanently deleted.`}</span>
      <Confirm
        label="Delete expired accounts"
        title="Delete expired accounts?"
        action="Delete permanently"
        errors={otherErrors(errors, [])}
        isBusy={isBusy}
        act={purge}
      >
        <p>
          Accounts whose grace period is over will be permanently deleted, along with all their data.
          This can't be undone.
        </p>
      </Confirm>
    </div>
  );
}
