// The form that creates a webhook or changes one: its URL, and which signals it gets.

import {
  CreateWebhookDocument,
  type SignalName,
  type SignalSender,
  UpdateWebhookDocument,
  type WebhookRowFragment,
} from '../api/operations';
import { useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { EndpointForm } from './endpoint_form';
import { useSecrets } from './new_secrets';
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
  onDone: () => void;
}

export function WebhookForm({ webhook, onDone }: FormProps) {
  const { keep } = useSecrets();
  const create = useSubmit(CreateWebhookDocument, WEBHOOK_TYPES);
  const update = useSubmit(UpdateWebhookDocument, WEBHOOK_TYPES);
  const { errors, setErrors, clearingErrors, isBusy } = webhook ? update : create;
  const draft = useDraft<Fields>(`webhook/${webhook?.id ?? 'new'}`, fieldsOf(webhook), webhook);
  const { url, isAll, names, senders } = draft.input;
  const filter = { names: isAll ? [] : names, senders };
  const { changes } = draft;
  const isFiltered = 'isAll' in changes || 'names' in changes || 'senders' in changes;
  const save = async () => {
    if (!isAll && !names.length) {
      const message = 'Choose at least one signal, or all of them.';
      setErrors([{ code: 'REQUIRED', field: ['filter'], message }]);
      return false;
    }
    if (webhook) {
      const input = { id: webhook.id, url: changes.url ?? null, filter: isFiltered ? filter : null };
      if (!(await update.submit({ input }, 'The webhook is changed.'))) return false;
      draft.saved();
      return true;
    }
    const created = await create.submit({ input: { url, filter } }, 'The webhook is created.');
    if (!created) return false;
    if (created.secret) keep({ secret: created.secret, url });
    draft.discard();
    return true;
  };
  return (
    <EndpointForm
      kind="webhook"
      isNew={!webhook}
      url={url}
      onUrl={clearingErrors((value: string) => draft.set('url', value))}
      hint="The endpoint must respond with a 2xx status. Until it does, the same signal is sent again."
      errors={errors}
      isBusy={isBusy}
      isDirty={draft.isDirty}
      discard={draft.discard}
      save={save}
      onDone={onDone}
    >
      <SignalChoice
        isAll={isAll}
        names={names}
        onAll={clearingErrors((value: boolean) => draft.set('isAll', value))}
        onNames={clearingErrors((value: SignalName[]) => draft.set('names', value))}
      />
      <SenderChoice value={senders} onChange={(value) => draft.set('senders', value)} />
      {/* The API replaces the filter as a whole, and does not return these parts of it. */}
      <div role="status">
        {webhook && isFiltered && (
          <p className="notice">
            Saving this replaces the webhook's filter. If it was limited to an account, a workflow, or a
            time through the API, that limit is removed.
          </p>
        )}
      </div>
    </EndpointForm>
  );
}

function fieldsOf(webhook: WebhookRowFragment | undefined): Fields {
  if (!webhook) return { url: '', isAll: true, names: [], senders: [] };
  const { url, names, senders } = webhook;
  return { url, isAll: names.length === 0, names, senders };
}
