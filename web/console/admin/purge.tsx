// Deleting for good, at once, what the server would delete within a minute.

import { useState } from 'react';

import { PurgeExpiredDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { TOUCHED } from '../api/touched';
import { Confirm } from '../parts/confirm';

export function Purge() {
  const { submit, errors, isBusy } = useSubmit(PurgeExpiredDocument, TOUCHED);
  const [purged, setPurged] = useState<number | null>(null);
  const act = async () => {
    setPurged(null);
    const answer = await submit({});
    setPurged(answer?.purged ?? null);
    return Boolean(answer);
  };
  const people = purged === 1 ? '1 account is' : `${purged ?? 0} accounts are`;
  return (
    <div className="row">
      <span role="status">{purged !== null && `${people} gone for good.`}</span>
      <Confirm
        label="Purge expired"
        title="Delete what has expired?"
        action="Delete for good"
        errors={general(errors, [])}
        isBusy={isBusy}
        act={act}
      >
        <p>Accounts whose time is over are deleted for good, with everything that is theirs.</p>
      </Confirm>
    </div>
  );
}
