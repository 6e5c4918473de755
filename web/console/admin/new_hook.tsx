// The form that creates a hook.

import { type FormEvent, useState } from 'react';

import { CreateHookDocument, type HookPolicy, type HookSignal } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { CheckField, FormErrors, SelectField, TextField } from '../parts/fields';
import { HOOK_TYPES, POLICIES, SIGNALS } from './hook_words';

const ALL = Object.keys(SIGNALS) as HookSignal[];

export function NewHook({ onSecret }: { onSecret: (secret: string | null) => void }) {
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(
    CreateHookDocument,
    HOOK_TYPES,
  );
  const [url, setUrl] = useState('');
  const [signals, setSignals] = useState<HookSignal[]>([]);
  const [policy, setPolicy] = useState<HookPolicy>('FAIL_CLOSED');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    onSecret(null);
    if (!signals.length) {
      const message = 'Choose at least one thing that the hook is asked about.';
      setErrors([{ code: 'REQUIRED', field: ['signals'], message }]);
      return;
    }
    const payload = await submit({ input: { url, signals, policy } });
    if (!payload) return;
    onSecret(payload.secret ?? null);
    setUrl('');
    setSignals([]);
  };
  const choose = (signal: HookSignal) => (isChosen: boolean) =>
    setSignals(ALL.filter((other) => (other === signal ? isChosen : signals.includes(other))));
  return (
    <Card title="New hook">
      <form onSubmit={send} noValidate>
        <TextField
          label="URL"
          type="url"
          value={url}
          onChange={clearingErrors(setUrl)}
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
          onChange={(value) => setPolicy(value === 'FAIL_OPEN' ? 'FAIL_OPEN' : 'FAIL_CLOSED')}
          options={Object.entries(POLICIES)}
        />
        <FormErrors errors={otherErrors(errors, ['url'])} />
        <button className="primary" aria-disabled={isBusy}>
          Create hook
        </button>
      </form>
    </Card>
  );
}
