// What stands where an answer is still missing, or did not come.

import type { CombinedError } from 'urql';

import { sentence } from '../api/submit';

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
      <p className="notice notice-bad">{sentence(error)}</p>
      <button onClick={retry}>Try again</button>
    </div>
  );
}
