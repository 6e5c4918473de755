// The form that creates a webhook or changes one: its URL, and which signals it gets.

import type { FormEvent } from 'react';

import {
  CreateWebhookDocument,
  type SignalName,
  type SignalSender,
  UpdateWebhookDocument,
  type WebhookRowFragment,
} from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { FormErrors, TextField } from '../parts/fields';
import type { NewSecret } from './shown_secret';
import { SenderChoice, SignalChoice } from './signal_choice';
import { WEBHOOK_TYPES } from './webhook_words';

interface Fields {
  url: string;
  isAll: boolean;
  names: SignalName[];
  senders: SignalSender[];
}

interface FormProps {
  /** The webhook to change; none creates one. */
  webhook?: WebhookRowFragment;
  /** Called when it is saved, with the secret of a new one. */
  onDone: (created: NewSecret | null) => void;
}

export function WebhookForm({ webhook, onDone }: FormProps) {
  const create = useSubmit(CreateWebhookDocument, WEBHOOK_TYPES);
  const update = useSubmit(UpdateWebhookDocument, WEBHOOK_TYPES);
  const { errors, setErrors, clearingErrors, isBusy } = webhook ? update : create;
  const draft = useDraft<Fields>(`webhook/${webhook?.id ?? 'new'}`, fieldsOf(webhook));
  const { url, isAll, names, senders } = draft.input;
  const filter = { names: isAll ? [] : names, senders };
  const save = async (): Promise<NewSecret | null | undefined> => {
    if (!webhook) {
      const payload = await create.submit({ input: { url, filter } }, 'The webhook is created.');
      return payload ? { secret: payload.secret ?? '', url } : undefined;
    }
    const { changes } = draft;
    const isFiltered = 'isAll' in changes || 'names' in changes || 'senders' in changes;
    const input = { id: webhook.id, url: changes.url ?? null, filter: isFiltered ? filter : null };
    return (await update.submit({ input }, 'The webhook is changed.')) ? null : undefined;
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!isAll && !names.length) {
      const message = 'Choose at least one signal, or all of them.';
      setErrors([{ code: 'REQUIRED', field: ['filter'], message }]);
      return;
    }
    const saved = await save();
    if (saved === undefined) return;
    draft.saved();
    onDone(saved);
  };
  return (
    <form className="panel-form" onSubmit={send} noValidate>
      <h2>{webhook ? 'Edit webhook' : 'New webhook'}</h2>
      <TextField
        label="URL"
        type="url"
        placeholder="https://"
        value={url}
        onChange={clearingErrors((value: string) => draft.set('url', value))}
        errors={fieldErrors(errors, 'url')}
        hint="The endpoint must respond with a 2xx status. Until it does, the same signal is sent again."
      />
      <SignalChoice
        isAll={isAll}
        names={names}
        onAll={clearingErrors((value: boolean) => draft.set('isAll', value))}
        onNames={clearingErrors((value: SignalName[]) => draft.set('names', value))}
      />
      <SenderChoice value={senders} onChange={(value) => draft.set('senders', value)} />
      <FormErrors errors={otherErrors(errors, ['url'])} />
      <div className="row">
        <button className="primary" aria-disabled={isBusy}>
          {webhook ? 'Save changes' : 'Create webhook'}
        </button>
        {draft.isDirty && (
          <button type="button" className="quiet" onClick={draft.discard}>
            Discard changes
          </button>
        )}
      </div>
    </form>
  );
}

function fieldsOf(webhook: WebhookRowFragment | undefined): Fields {
  if (!webhook) return { url: '', isAll: true, names: [], senders: [] };
  const { url, names, senders } = webhook;
  return { url, isAll: names.length === 0, names, senders };
}
