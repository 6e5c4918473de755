// The menu of what administrators can do with a hook.

import { Ellipsis, KeyRound, Pencil, Power, Trash2 } from 'lucide-react';
import { useState } from 'react';

import {
  DeleteHookDocument,
  type HookRowFragment,
  RotateHookSecretDocument,
  UpdateHookDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { Menu } from '../parts/menu';
import { SidePanel } from '../parts/side_panel';
import { HookForm } from './hook_form';
import { HOOK_TYPES } from './hook_words';
import type { NewSecret } from './shown_secret';

interface HookActionsProps {
  hook: HookRowFragment;
  onSecret: (secret: NewSecret | null) => void;
}

export function HookActions({ hook, onSecret }: HookActionsProps) {
  const update = useSubmit(UpdateHookDocument, HOOK_TYPES);
  const rotation = useSubmit(RotateHookSecretDocument, HOOK_TYPES);
  const deletion = useSubmit(DeleteHookDocument, HOOK_TYPES);
  const [open, setOpen] = useState<'edit' | 'secret' | 'delete' | null>(null);
  const { id, url, isEnabled } = hook;
  const close = () => setOpen(null);
  const toggle = () => {
    const announcement = isEnabled ? 'The hook is disabled.' : 'The hook is enabled.';
    void update.submit({ input: { id, isEnabled: !isEnabled } }, announcement);
  };
  const rotate = async () => {
    const payload = await rotation.submit({ input: { id } });
    onSecret(payload?.secret ? { secret: payload.secret, url } : null);
    return Boolean(payload);
  };
  const remove = async () => Boolean(await deletion.submit({ input: { id } }, 'The hook is deleted.'));
  return (
    <div>
      <Menu
        className="icon-button"
        label={`Actions for ${url}`}
        button={<Ellipsis size={20} aria-hidden />}
      >
        <button onClick={() => setOpen('edit')}>
          <Pencil size={18} aria-hidden />
          Edit…
        </button>
        <button onClick={toggle} aria-disabled={update.isBusy}>
          <Power size={18} aria-hidden />
          {isEnabled ? 'Disable' : 'Enable'}
        </button>
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
          <HookForm hook={hook} onDone={close} />
        </SidePanel>
      )}
      <ConfirmDialog
        isOpen={open === 'secret'}
        onClose={close}
        title="Give this hook a new secret?"
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
        title="Delete this hook?"
        action="Delete hook"
        errors={otherErrors(deletion.errors, [])}
        isBusy={deletion.isBusy}
        act={remove}
      >
        <p>{url} will not be asked any more.</p>
      </ConfirmDialog>
    </div>
  );
}
