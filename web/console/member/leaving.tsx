// What is left to see while the account is about to be deleted.

import { useEffect } from 'react';
import { useClient } from 'urql';

import { CancelDeletionDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { checkWho } from '../api/who';
import { FormErrors } from '../parts/fields';
import { Card } from '../parts/shell';
import { at, isOver, left, useNow } from '../parts/time';

const PAUSE_MS = 5000;

interface LeavingProps {
  until: string;
  reload: () => void;
}

export function Leaving({ until, reload }: LeavingProps) {
  const now = useNow();
  return (
    <Card title="Your account is about to be deleted">
      {isOver(until, now) ? (
        <Over until={until} />
      ) : (
        <>
          <p className="countdown" role="timer">
            {left(until, now)}
          </p>
          <p>On {at(until)} it is gone for good. Until then you can keep it.</p>
          <Keep reload={reload} />
        </>
      )}
    </Card>
  );
}

function Keep({ reload }: { reload: () => void }) {
  const { submit, errors, isBusy } = useSubmit(CancelDeletionDocument);
  const cancel = async () => {
    if (await submit({}, 'Your account stays.')) reload();
  };
  return (
    <>
      <FormErrors errors={general(errors, [])} />
      <button className="primary" aria-disabled={isBusy} onClick={() => void cancel()}>
        Keep my account
      </button>
    </>
  );
}

/** The session goes with the account, and the page with the session. */
function Over({ until }: { until: string }) {
  const client = useClient();
  useEffect(() => {
    checkWho(client);
    const timer = setInterval(() => checkWho(client), PAUSE_MS);
    return () => clearInterval(timer);
  }, [client]);
  return (
    <p role="status">
      The time to keep it ended on {at(until)}. Within a minute it is gone for good.
    </p>
  );
}
