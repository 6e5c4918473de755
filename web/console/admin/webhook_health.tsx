// Why a webhook gets nothing at the moment, and what happens next; nothing while it works.

import type { WebhookRowFragment } from '../api/operations';
import { formatUntil, useMinutes } from '../parts/relative_time';
import { formatDateTime } from '../parts/time';

export function WebhookHealth({ webhook }: { webhook: WebhookRowFragment }) {
  const now = useMinutes();
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
      Deliveries have been failing since {formatDateTime(failingSince)}.
      {nextTryAt && ` Next attempt: ${formatUntil(nextTryAt, now)}.`}
    </p>
  );
}
