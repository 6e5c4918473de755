// The form that creates a role or changes its permissions.

import type { FormEvent } from 'react';

import {
  type AdminRoleRowFragment,
  ChangeAdminRoleDocument,
  CreateAdminRoleDocument,
  type Permission,
} from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { FormErrors, TextField } from '../parts/fields';
import { useCan } from './permission';
import { PermissionChoice } from './roles_permissions';

const TYPES = ['AdminRole', 'AdminUser'];

interface Fields {
  name: string;
  permissions: Permission[];
}

interface FormProps {
  /** The role to change; none creates one. */
  role?: AdminRoleRowFragment;
  /** The role that a new one begins as. */
  copied?: AdminRoleRowFragment | undefined;
  onDone: () => void;
}

export function RoleForm({ role, copied, onDone }: FormProps) {
  const can = useCan();
  const create = useSubmit(CreateAdminRoleDocument, TYPES);
  const change = useSubmit(ChangeAdminRoleDocument, TYPES);
  const { errors, clearingErrors, isBusy } = role ? change : create;
  const subject = role ? `role/${role.name}` : `role/new/${copied?.name ?? ''}`;
  const fields = {
    name: role?.name ?? '',
    permissions: role?.permissions ?? copied?.permissions.filter(can) ?? [],
  };
  const draft = useDraft<Fields>(subject, fields, role);
  const { permissions } = draft.input;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const name = draft.input.name.trim();
    const { submit } = role ? change : create;
    const announcement = role ? `${name} is changed.` : `The role ${name} is created.`;
    if (!(await submit({ input: { name, permissions } }, announcement))) return;
    draft.saved();
    onDone();
  };
  return (
    <form className="panel-form" onSubmit={send} noValidate>
      <h2>{role ? role.name : 'New role'}</h2>
      {!role && (
        <TextField
          label="Name"
          autoComplete="off"
          placeholder="MATCHMAKER"
          hint="Capital letters, digits, and underscores. It can't be changed later."
          value={draft.input.name}
          onChange={clearingErrors((name: string) => draft.set('name', name.toUpperCase()))}
          errors={fieldErrors(errors, 'name')}
        />
      )}
      <PermissionChoice
        value={permissions}
        onChange={clearingErrors((chosen: Permission[]) => draft.set('permissions', chosen))}
      />
      <FormErrors errors={otherErrors(errors, role ? [] : ['name'])} />
      <div className="save-bar">
        <button className="primary" aria-disabled={isBusy}>
          {role ? 'Save changes' : 'Create role'}
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
