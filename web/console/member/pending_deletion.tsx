// What a member sees while their account is scheduled for deletion.

import { Hourglass } from 'lucide-react';
import { useEffect } from 'react';
import { useClient } from 'urql';

import { checkCurrentUser } from '../api/current_user';
import { CancelDeletionDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';
import { formatDateTime, formatTimeLeft, isPast, useNow } from '../parts/time';

const POLL_MS = 5000;

interface PendingDeletionProps {
  /** When the grace period ends. */
  until: string;
  reload: () => void;
}

export function PendingDeletion({ until, reload }: PendingDeletionProps) {
  const now = useNow();
  return (
    <section className="card deletion-hero">
      <Hourglass size={40} strokeWidth={1.5} aria-hidden />
      <h1>Your account is scheduled for deletion</h1>
      {isPast(until, now) ? (
        <GracePeriodOver until={until} />
      ) : (
        <>
          <p className="countdown" role="timer">
            {formatTimeLeft(until, now)} left
          </p>
          <p>
            It will be permanently deleted on {formatDateTime(until)}. You can keep it until then, with
            your profile and your survey.
          </p>
          <KeepAccount reload={reload} />
        </>
      )}
    </section>
  );
}

function KeepAccount({ reload }: { reload: () => void }) {
  const { submit, errors, isBusy } = useSubmit(CancelDeletionDocument);
  const cancelDeletion = async () => {
    if (await submit({}, 'Deletion canceled. Your account is back.')) reload();
  };
  return (
    <>
      <FormErrors errors={otherErrors(errors, [])} />
      <button className="primary" aria-disabled={isBusy} onClick={() => void cancelDeletion()}>
        Keep my account
      </button>
    </>
  );
}

/** Checks the session until the account is deleted. The session ends with it, and the page then shows the sign-in. */
function GracePeriodOver({ until }: { until: string }) {
  const client = useClient();
  useEffect(() => {
    checkCurrentUser(client);
    const timer = setInterval(() => checkCurrentUser(client), POLL_MS);
    return () => clearInterval(timer);
  }, [client]);
  return (
    <p role="status">
      The time to change your mind ended on {formatDateTime(until)}. Your account will be permanently
      deleted within a minute.
    </p>
  );
}
