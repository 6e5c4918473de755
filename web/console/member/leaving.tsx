// What is left to see while the account is about to be deleted.

import { CancelDeletionDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';
import { Card } from '../parts/shell';
import { at, left, useNow } from '../parts/time';

export function Leaving({ until, reload }: { until: string; reload: () => void }) {
  const { submit, errors, isBusy } = useSubmit(CancelDeletionDocument);
  const now = useNow();
  const cancel = async () => {
    if (await submit({}, 'Your account stays.')) reload();
  };
  return (
    <Card title="Your account is about to be deleted">
      <p className="countdown" role="timer">
        {left(until, now)}
      </p>
      <p>On {at(until)} it is gone for good. Until then you can keep it.</p>
      <FormErrors errors={general(errors, [])} />
      <button className="primary" aria-disabled={isBusy} onClick={() => void cancel()}>
        Keep my account
      </button>
    </Card>
  );
}
