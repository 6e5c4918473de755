// The menu of what can be done with an administrator: another role, and activation.

import { Ellipsis, KeyRound, UserCheck, UserX } from 'lucide-react';
import { useState } from 'react';

import {
  ActivateAdminDocument,
  type AdminRowFragment,
  DeactivateAdminDocument,
  SetAdminRoleDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { Menu } from '../parts/menu';
import { RoleField } from './roles_field';

const TYPES = ['AdminUser', 'User'];

export function AdminActions({ admin }: { admin: AdminRowFragment }) {
  const { id, username, isActive } = admin;
  const [open, setOpen] = useState<'role' | 'deactivate' | null>(null);
  const activation = useSubmit(ActivateAdminDocument, TYPES);
  const deactivation = useSubmit(DeactivateAdminDocument, TYPES);
  const close = () => setOpen(null);
  const activate = () => {
    void activation.submit({ input: { id } }, `${username} can sign in again.`);
  };
  const deactivate = async () =>
    Boolean(await deactivation.submit({ input: { id } }, `${username} is deactivated.`));
  return (
    <div>
      <Menu
        className="icon-button"
        label={`Actions for ${username}`}
        button={<Ellipsis size={20} aria-hidden />}
      >
        <button onClick={() => setOpen('role')}>
          <KeyRound size={18} aria-hidden />
          Change role…
        </button>
        {isActive ? (
          <button className="danger-item" onClick={() => setOpen('deactivate')}>
            <UserX size={18} aria-hidden />
            Deactivate…
          </button>
        ) : (
          <button onClick={activate} aria-disabled={activation.isBusy}>
            <UserCheck size={18} aria-hidden />
            Activate
          </button>
        )}
      </Menu>
      <FormErrors errors={otherErrors(activation.errors, [])} />
      {open === 'role' && <ChangeRole admin={admin} onClose={close} />}
      <ConfirmDialog
        isOpen={open === 'deactivate'}
        onClose={close}
        title={`Deactivate ${username}?`}
        action="Deactivate"
        errors={otherErrors(deactivation.errors, [])}
        isBusy={deactivation.isBusy}
        act={deactivate}
      >
        <p>
          They are signed out at once, and can't sign in as an administrator until someone activates them
          again.
        </p>
      </ConfirmDialog>
    </div>
  );
}

function ChangeRole({ admin, onClose }: { admin: AdminRowFragment; onClose: () => void }) {
  const { id, username, role } = admin;
  const [chosen, setChosen] = useState<string | null>(null);
  const roleName = chosen ?? role?.name ?? '';
  const { submit, errors, clearingErrors, isBusy } = useSubmit(SetAdminRoleDocument, TYPES);
  const change = async () =>
    Boolean(await submit({ input: { id, roleName } }, `${username} is ${roleName} now.`));
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Change the role of ${username}`}
      action="Change role"
      isDangerous={false}
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={change}
    >
      <p>The new role applies from their next request.</p>
      <RoleField value={roleName} onChange={clearingErrors(setChosen)} errors={[]} />
    </ConfirmDialog>
  );
}
