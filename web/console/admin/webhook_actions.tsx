// The menu of what administrators can do with a webhook.

import { Ellipsis, KeyRound, Pencil, Power, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';

import {
  DeleteWebhookDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookDocument,
  type WebhookRowFragment,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { Menu } from '../parts/menu';
import { SidePanel } from '../parts/side_panel';
import { useCan } from './permission';
import type { NewSecret } from './shown_secret';
import { WebhookForm } from './webhook_form';
import { WebhookReplay } from './webhook_replay';
import { WEBHOOK_TYPES } from './webhook_words';

interface ActionsProps {
  webhook: WebhookRowFragment;
  onSecret: (secret: NewSecret) => void;
  onDeleted?: () => void;
}

type Dialog = 'edit' | 'replay' | 'secret' | 'delete';

export function WebhookActions({ webhook, onSecret, onDeleted }: ActionsProps) {
  const can = useCan();
  const { id, url, isEnabled } = webhook;
  const [open, setOpen] = useState<Dialog | null>(null);
  const update = useSubmit(UpdateWebhookDocument, WEBHOOK_TYPES);
  const rotation = useSubmit(RotateWebhookSecretDocument, WEBHOOK_TYPES);
  const deletion = useSubmit(DeleteWebhookDocument, WEBHOOK_TYPES);
  const close = () => setOpen(null);
  const toggle = () => {
    const announcement = isEnabled ? 'The webhook is disabled.' : 'The webhook is enabled.';
    void update.submit({ input: { id, isEnabled: !isEnabled } }, announcement);
  };
  const rotate = async () => {
    const payload = await rotation.submit({ input: { id } });
    if (payload?.secret) onSecret({ secret: payload.secret, url });
    return Boolean(payload);
  };
  const remove = async () => {
    const isDone = Boolean(await deletion.submit({ input: { id } }, 'The webhook is deleted.'));
    if (isDone) onDeleted?.();
    return isDone;
  };
  return (
    <div>
      <Menu
        className="icon-button"
        label={`Actions for ${url}`}
        button={<Ellipsis size={20} aria-hidden />}
      >
        {can('SIGNALS_READ') && (
          <>
            <button onClick={() => setOpen('edit')}>
              <Pencil size={18} aria-hidden />
              Edit…
            </button>
            <button onClick={toggle} aria-disabled={update.isBusy}>
              <Power size={18} aria-hidden />
              {isEnabled ? 'Disable' : 'Enable'}
            </button>
            <button onClick={() => setOpen('replay')}>
              <RotateCcw size={18} aria-hidden />
              Replay…
            </button>
          </>
        )}
        <button onClick={() => setOpen('secret')}>
          <KeyRound size={18} aria-hidden />
          New secret…
        </button>
        <hr />
        <button className="danger-item" onClick={() => setOpen('delete')}>
          <Trash2 size={18} aria-hidden />
          Delete…
        </button>
      </Menu>
      <FormErrors errors={otherErrors(update.errors, [])} />
      {open === 'edit' && (
        <SidePanel label={`Edit ${url}`} onClose={close}>
          <WebhookForm webhook={webhook} onDone={close} />
        </SidePanel>
      )}
      <WebhookReplay webhook={webhook} isOpen={open === 'replay'} onClose={close} />
      <ConfirmDialog
        isOpen={open === 'secret'}
        onClose={close}
        title="Give this webhook a new secret?"
        action="Create secret"
        errors={otherErrors(rotation.errors, [])}
        isBusy={rotation.isBusy}
        act={rotate}
      >
        <p>For 24 hours requests are signed with both secrets, so that the endpoint can change over.</p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={open === 'delete'}
        onClose={close}
        title="Delete this webhook?"
        action="Delete webhook"
        errors={otherErrors(deletion.errors, [])}
        isBusy={deletion.isBusy}
        act={remove}
      >
        <p>{url} gets no more signals, and the list of its failed deliveries is deleted.</p>
      </ConfirmDialog>
    </div>
  );
}
