// The menu of what administrators can do with a webhook.

import { RotateCcw } from 'lucide-react';
import { useState } from 'react';

import {
  DeleteWebhookDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookDocument,
  type WebhookRowFragment,
} from '../api/operations';
import { EndpointActions } from './endpoint_actions';
import { useCan } from './permission';
import { WebhookForm } from './webhook_form';
import { WebhookReplay } from './webhook_replay';
import { WEBHOOK_TYPES } from './webhook_words';

interface ActionsProps {
  webhook: WebhookRowFragment;
  onDeleted?: () => void;
}

export function WebhookActions({ webhook, onDeleted }: ActionsProps) {
  const mayChange = useCan()('SIGNALS_READ');
  const [isReplaying, setReplaying] = useState(false);
  return (
    <>
      <EndpointActions
        kind="webhook"
        endpoint={webhook}
        update={UpdateWebhookDocument}
        rotation={RotateWebhookSecretDocument}
        deletion={DeleteWebhookDocument}
        types={WEBHOOK_TYPES}
        mayChange={mayChange}
        form={(close) => <WebhookForm webhook={webhook} onDone={close} />}
        items={
          mayChange && (
            <button onClick={() => setReplaying(true)}>
              <RotateCcw size={18} aria-hidden />
              Replay…
            </button>
          )
        }
        {...(onDeleted && { onDeleted })}
      >
        <p>{webhook.url} gets no more signals, and the list of its failed deliveries is deleted.</p>
      </EndpointActions>
      <WebhookReplay webhook={webhook} isOpen={isReplaying} onClose={() => setReplaying(false)} />
    </>
  );
}
