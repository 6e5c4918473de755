// Shows a page only to administrators with a permission. Others can still reach its address, from a link or an
// earlier role.

import type { ReactNode } from 'react';

import type { Permission } from '../api/operations';
import { useCan } from './permission';

export function RequirePermission(props: { permission: Permission; children: ReactNode }) {
  const can = useCan();
  if (can(props.permission)) return props.children;
  return (
    <>
      <h1>You don't have access to this page</h1>
      <p className="notice">
        It requires the permission {props.permission}, which your role doesn't have. If you need it, ask
        another administrator.
      </p>
    </>
  );
}
