// The form that creates a hook or changes one.

import {
  CreateHookDocument,
  type HookPolicy,
  type HookRowFragment,
  type HookSignal,
  UpdateHookDocument,
} from '../api/operations';
import { useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { CheckField, SelectField } from '../parts/fields';
import { EndpointForm } from './endpoint_form';
import { HOOK_TYPES, POLICIES, SIGNALS } from './hook_words';
import { useSecrets } from './new_secrets';

const ALL = Object.keys(SIGNALS) as HookSignal[];

interface Fields {
  url: string;
  signals: HookSignal[];
  policy: HookPolicy;
}

interface FormProps {
  /** The hook to change; none creates one. */
  hook?: HookRowFragment;
  onDone: () => void;
}

export function HookForm({ hook, onDone }: FormProps) {
  const { keep } = useSecrets();
  const create = useSubmit(CreateHookDocument, HOOK_TYPES);
  const update = useSubmit(UpdateHookDocument, HOOK_TYPES);
  const { errors, setErrors, clearingErrors, isBusy } = hook ? update : create;
  const draft = useDraft<Fields>(`hook/${hook?.id ?? 'new'}`, fieldsOf(hook), hook);
  const { url, signals, policy } = draft.input;
  const save = async () => {
    if (!signals.length) {
      const message = 'Choose at least one thing that the hook is asked about.';
      setErrors([{ code: 'REQUIRED', field: ['signals'], message }]);
      return false;
    }
    if (hook) {
      const input = { id: hook.id, ...draft.changes };
      if (!(await update.submit({ input }, 'The hook is changed.'))) return false;
      draft.saved();
      return true;
    }
    const created = await create.submit({ input: draft.input }, 'The hook is created.');
    if (!created) return false;
    if (created.secret) keep({ secret: created.secret, url });
    draft.discard();
    return true;
  };
  const choose = (signal: HookSignal) => (isChosen: boolean) =>
    draft.set(
      'signals',
      ALL.filter((other) => (other === signal ? isChosen : signals.includes(other))),
    );
  return (
    <EndpointForm
      kind="hook"
      isNew={!hook}
      url={url}
      onUrl={clearingErrors((value: string) => draft.set('url', value))}
      hint="It has two seconds to respond."
      errors={errors}
      isBusy={isBusy}
      isDirty={draft.isDirty}
      discard={draft.discard}
      save={save}
      onDone={onDone}
    >
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
    </EndpointForm>
  );
}

function fieldsOf(hook: HookRowFragment | undefined): Fields {
  if (!hook) return { url: '', signals: [], policy: 'FAIL_CLOSED' };
  const { url, signals, policy } = hook;
  return { url, signals, policy };
}
