// The form that creates a hook or changes one.

import type { FormEvent } from 'react';

import {
  CreateHookDocument,
  type HookPolicy,
  type HookRowFragment,
  type HookSignal,
  UpdateHookDocument,
} from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { CheckField, FormErrors, SelectField, TextField } from '../parts/fields';
import { HOOK_TYPES, POLICIES, SIGNALS } from './hook_words';
import type { NewSecret } from './shown_secret';

const ALL = Object.keys(SIGNALS) as HookSignal[];

interface Fields {
  url: string;
  signals: HookSignal[];
  policy: HookPolicy;
}

interface FormProps {
  /** The hook to change; none creates one. */
  hook?: HookRowFragment;
  /** Called when it is saved, with the secret of a new one. */
  onDone: (created: NewSecret | null) => void;
}

export function HookForm({ hook, onDone }: FormProps) {
  const create = useSubmit(CreateHookDocument, HOOK_TYPES);
  const update = useSubmit(UpdateHookDocument, HOOK_TYPES);
  const { errors, setErrors, clearingErrors, isBusy } = hook ? update : create;
  const draft = useDraft<Fields>(`hook/${hook?.id ?? 'new'}`, fieldsOf(hook));
  const { url, signals, policy } = draft.input;
  const save = async (): Promise<NewSecret | null | undefined> => {
    if (!hook) {
      const payload = await create.submit({ input: draft.input }, 'The hook is created.');
      return payload ? { secret: payload.secret ?? '', url } : undefined;
    }
    const input = { id: hook.id, ...draft.changes };
    return (await update.submit({ input }, 'The hook is changed.')) ? null : undefined;
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!signals.length) {
      const message = 'Choose at least one thing that the hook is asked about.';
      setErrors([{ code: 'REQUIRED', field: ['signals'], message }]);
      return;
    }
    const saved = await save();
    if (saved === undefined) return;
    draft.saved();
    onDone(saved);
  };
  const choose = (signal: HookSignal) => (isChosen: boolean) =>
    draft.set(
      'signals',
      ALL.filter((other) => (other === signal ? isChosen : signals.includes(other))),
    );
  return (
    <form className="panel-form" onSubmit={send} noValidate>
      <h2>{hook ? 'Edit hook' : 'New hook'}</h2>
      <TextField
        label="URL"
        type="url"
        placeholder="https://"
        value={url}
        onChange={clearingErrors((value: string) => draft.set('url', value))}
        errors={fieldErrors(errors, 'url')}
        hint="It has two seconds to respond."
      />
      <fieldset>
        <legend>Asked about</legend>
        {ALL.map((signal) => (
          <CheckField
            key={signal}
            label={SIGNALS[signal]}
            value={signals.includes(signal)}
            onChange={clearingErrors(choose(signal))}
          />
        ))}
      </fieldset>
      <SelectField
        label="When it fails"
        value={policy}
        onChange={(value) => draft.set('policy', value === 'FAIL_OPEN' ? 'FAIL_OPEN' : 'FAIL_CLOSED')}
        options={Object.entries(POLICIES)}
      />
      <FormErrors errors={otherErrors(errors, ['url'])} />
      <div className="row">
        <button className="primary" aria-disabled={isBusy}>
          {hook ? 'Save changes' : 'Create hook'}
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

function fieldsOf(hook: HookRowFragment | undefined): Fields {
  if (!hook) return { url: '', signals: [], policy: 'FAIL_CLOSED' };
  const { url, signals, policy } = hook;
  return { url, signals, policy };
}
