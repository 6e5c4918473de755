// A role that cannot be changed: what it allows, and how to make a similar one.

import type { AdminRoleRowFragment } from '../api/operations';
import { setParams } from '../parts/route';
import { useCan } from './permission';
import { PermissionChoice } from './roles_permissions';

export function RoleView({ role }: { role: AdminRoleRowFragment }) {
  const can = useCan();
  const { name, permissions, isBuiltIn } = role;
  const copy = () => setParams({ role: null, new: '1', copy: name });
  return (
    <div className="panel-form">
      <h2>{name}</h2>
      <p className="soft">
        {isBuiltIn
          ? 'This role is built in and stays as it is.'
          : can('ADMINS_WRITE')
            ? 'This role allows more than yours, so you cannot change it.'
            : 'Your role does not include changing roles.'}
      </p>
      <PermissionChoice value={permissions} />
      {can('ADMINS_WRITE') && (
        <button type="button" onClick={copy}>
          Create a role like this one
        </button>
      )}
    </div>
  );
}
