// Why a webhook gets nothing at the moment, and what happens next; nothing while it works.

import type { WebhookRowFragment } from '../api/operations';
import { RelativeTime } from '../parts/relative_time';

export function WebhookHealth({ webhook }: { webhook: WebhookRowFragment }) {
  const { isEnabled, disabledReason, failingSince, nextTryAt } = webhook;
  if (!isEnabled) {
    return (
      <p className="endpoint-failure">
        {disabledReason ?? 'An administrator disabled it.'} Once enabled, it gets what it missed.
      </p>
    );
  }
  if (!failingSince) return null;
  return (
    <p className="endpoint-failure">
      Deliveries have been failing since <RelativeTime time={failingSince} />.
      {nextTryAt && (
        <>
          {' '}
          The next attempt is <RelativeTime time={nextTryAt} />.
        </>
      )}
    </p>
  );
}
