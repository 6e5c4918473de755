// The dialog that sends a webhook signals again: from a time, after a cursor, or everything in the log.

import { useId, useState } from 'react';
import { useClient } from 'urql';

import {
  type DeliveryRowFragment,
  LastSignalBeforeDocument,
  ReplayWebhookDocument,
  SignalBeforeDocument,
  type WebhookRowFragment,
} from '../api/operations';
import { otherErrors, requestErrorMessage, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { SelectField, TextField } from '../parts/fields';
import { logName } from './signal_names';
import { WEBHOOK_TYPES } from './webhook_words';

type Start = 'delivery' | 'time' | 'cursor' | 'all';

/** The cursor of a log without anything before it. */
const BEGINNING = '0';
const FRESH = { requestPolicy: 'network-only' } as const;

interface ReplayProps {
  webhook: WebhookRowFragment;
  /** The delivery to start with, if one was chosen. */
  delivery?: DeliveryRowFragment;
  isOpen: boolean;
  onClose: () => void;
}

export function WebhookReplay({ webhook, delivery, isOpen, onClose }: ReplayProps) {
  const client = useClient();
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(
    ReplayWebhookDocument,
    WEBHOOK_TYPES,
  );
  const [start, setStart] = useState<Start>(delivery ? 'delivery' : 'time');
  const [time, setTime] = useState('');
  const [cursor, setCursor] = useState('');
  const refuse = (message: string) => {
    setErrors([{ code: 'REQUIRED', field: null, message }]);
    return null;
  };
  /** The cursor after which to start; null if there is none, which the dialog then says. */
  const startCursor = async (): Promise<string | null> => {
    if (start === 'all') return BEGINNING;
    if (start === 'cursor') return cursor.trim() || refuse('Enter a cursor.');
    if (start === 'time' && !time) return refuse('Choose a day and a time.');
    const { data, error } = delivery
      ? await client.query(SignalBeforeDocument, { cursor: delivery.cursor }, FRESH).toPromise()
      : await client
          .query(LastSignalBeforeDocument, { time: new Date(time).toISOString() }, FRESH)
          .toPromise();
    if (!data) return refuse(requestErrorMessage(error));
    return data.signals.nodes[0]?.cursor ?? BEGINNING;
  };
  const replay = async () => {
    const after = await startCursor();
    if (after === null) return false;
    return Boolean(
      await submit({ input: { id: webhook.id, after } }, 'The signals are being sent again.'),
    );
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Send signals again?"
      action="Replay"
      isDangerous={false}
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={replay}
    >
      <p>
        {webhook.url} gets everything from there on, whether or not it got it before. Its endpoint should
        recognize signals by their ids.
      </p>
      <SelectField
        label="Start"
        value={start}
        onChange={clearingErrors((value: string) => setStart(value as Start))}
        options={startsFor(delivery)}
      />
      {start === 'time' && <TimeField value={time} onChange={clearingErrors(setTime)} />}
      {start === 'cursor' && (
        <TextField
          label="Cursor"
          hint="Of the last signal that the endpoint has handled. The field “cursor” of a signal has it."
          value={cursor}
          onChange={clearingErrors(setCursor)}
        />
      )}
    </ConfirmDialog>
  );
}

function startsFor(delivery: DeliveryRowFragment | undefined): [Start, string][] {
  const usual: [Start, string][] = [
    ['time', 'At a time'],
    ['cursor', 'After a cursor'],
    ['all', 'With everything in the log'],
  ];
  return delivery ? [['delivery', `With this ${logName(delivery.name)}`]] : usual;
}

function TimeField({ value, onChange }: { value: string; onChange: (time: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Day and time</label>
      <input
        id={id}
        type="datetime-local"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
