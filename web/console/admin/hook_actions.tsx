// What administrators can do with a hook.

import {
  DeleteHookDocument,
  type HookRowFragment,
  RotateHookSecretDocument,
  UpdateHookDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { HOOK_TYPES } from './hook_words';

interface HookActionsProps {
  hook: HookRowFragment;
  onSecret: (secret: string | null) => void;
}

export function HookActions({ hook, onSecret }: HookActionsProps) {
  const update = useSubmit(UpdateHookDocument, HOOK_TYPES);
  const rotation = useSubmit(RotateHookSecretDocument, HOOK_TYPES);
  const deletion = useSubmit(DeleteHookDocument, HOOK_TYPES);
  const { id, url, isEnabled } = hook;
  const toggle = () => {
    const announcement = isEnabled ? 'The hook is disabled.' : 'The hook is enabled.';
    void update.submit({ input: { id, isEnabled: !isEnabled } }, announcement);
  };
  const rotate = async () => {
    const payload = await rotation.submit({ input: { id } });
    onSecret(payload?.secret ?? null);
    return Boolean(payload);
  };
  const remove = async () => Boolean(await deletion.submit({ input: { id } }, 'The hook is deleted.'));
  return (
    <div className="row">
      <FormErrors errors={otherErrors(update.errors, [])} />
      <button onClick={toggle} aria-disabled={update.isBusy}>
        {isEnabled ? 'Disable' : 'Enable'}
        <span className="hidden"> {url}</span>
      </button>
      <Confirm
        label="New secret"
        describes={`for ${url}`}
        title="Give this hook a new secret?"
        action="Create secret"
        errors={otherErrors(rotation.errors, [])}
        isBusy={rotation.isBusy}
        act={rotate}
      >
        <p>For 24 hours requests are signed with both secrets.</p>
      </Confirm>
      <Confirm
        label="Delete"
        describes={url}
        title="Delete this hook?"
        action="Delete hook"
        errors={otherErrors(deletion.errors, [])}
        isBusy={deletion.isBusy}
        act={remove}
      >
        <p>{url} will not be asked any more.</p>
      </Confirm>
    </div>
  );
}
