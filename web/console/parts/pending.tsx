// A placeholder for data that is loading or failed to load.

import type { CombinedError } from 'urql';

import { requestErrorMessage } from '../api/submit';

interface PendingProps {
  error: CombinedError | undefined;
  retry: () => void;
}

export function Pending({ error, retry }: PendingProps) {
  if (!error) {
    return (
      <p className="empty" aria-busy="true">
        Loading…
      </p>
    );
  }
  return (
    <div className="row" role="alert">
      <p className="notice notice-bad">{requestErrorMessage(error)}</p>
      <button onClick={retry}>Try again</button>
    </div>
  );
}
