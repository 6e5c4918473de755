// The menu of what administrators can do with an endpoint, a hook or a webhook.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { Ellipsis, KeyRound, Pencil, Power, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';

import { type FormError, otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { Menu } from '../parts/menu';
import { rememberAddress } from '../parts/route';
import { SidePanel } from '../parts/side_panel';
import { useSecrets } from './new_secrets';

/** A mutation of one endpoint. */
type Mutation<Input, Payload = unknown> = TypedDocumentNode<
  { payload: { errors: FormError[] } & Payload },
  { input: { id: string } & Input }
>;

interface ActionsProps {
  kind: 'hook' | 'webhook';
  endpoint: { id: string; url: string; isEnabled: boolean };
  update: Mutation<{ isEnabled: boolean }>;
  rotation: Mutation<unknown, { secret: string | null }>;
  deletion: Mutation<unknown>;
  /** The types that a change affects. */
  types: string[];
  /** Whether the administrator may change more than the secret. */
  mayChange?: boolean;
  /** Renders the form that changes the endpoint. */
  form: (close: () => void) => ReactNode;
  /** Further items of the menu. */
  items?: ReactNode;
  /** What its deletion means. */
  children: ReactNode;
  /** Called when it is deleted, unless the user has gone to another page by then. */
  onDeleted?: () => void;
}

export function EndpointActions(props: ActionsProps) {
  const { kind, endpoint, types, mayChange = true, form, items, children, onDeleted } = props;
  const { id, url, isEnabled } = endpoint;
  const { keep } = useSecrets();
  const [open, setOpen] = useState<'edit' | 'secret' | 'delete' | null>(null);
  const update = useSubmit(props.update, types);
  const rotation = useSubmit(props.rotation, types);
  const deletion = useSubmit(props.deletion, types);
  const close = () => setOpen(null);
  const toggle = () => {
    const announcement = `The ${kind} is ${isEnabled ? 'disabled' : 'enabled'}.`;
    void update.submit({ input: { id, isEnabled: !isEnabled } }, announcement);
  };
  const rotate = async () => {
    const payload = await rotation.submit({ input: { id } });
    if (payload?.secret) keep({ secret: payload.secret, url });
    return Boolean(payload);
  };
  const remove = async () => {
    const isStillHere = rememberAddress();
    const isDone = Boolean(await deletion.submit({ input: { id } }, `The ${kind} is deleted.`));
    if (isDone && isStillHere()) onDeleted?.();
    return isDone;
  };
  return (
    <div>
      <Menu
        className="icon-button"
        label={`Actions for ${url}`}
        button={<Ellipsis size={20} aria-hidden />}
      >
        {mayChange && (
          <>
            <button onClick={() => setOpen('edit')}>
              <Pencil size={18} aria-hidden />
              Edit…
            </button>
            <button onClick={toggle} aria-disabled={update.isBusy}>
              <Power size={18} aria-hidden />
              {isEnabled ? 'Disable' : 'Enable'}
            </button>
          </>
        )}
        {items}
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
          {form(close)}
        </SidePanel>
      )}
      <ConfirmDialog
        isOpen={open === 'secret'}
        onClose={close}
        title={`Give this ${kind} a new secret?`}
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
        title={`Delete this ${kind}?`}
        action={`Delete ${kind}`}
        errors={otherErrors(deletion.errors, [])}
        isBusy={deletion.isBusy}
        act={remove}
      >
        {children}
      </ConfirmDialog>
    </div>
  );
}
