// What the administrator who is signed in may do: what nobody may do is not offered.

import { createContext, useContext } from 'react';

import type { Permission } from '../api/operations';

/** The permissions of the administrator's role. */
export const Permissions = createContext<readonly Permission[]>([]);

/** Whether the administrator has a permission. */
export function useCan(): (permission: Permission) => boolean {
  const permissions = useContext(Permissions);
  return (permission) => permissions.includes(permission);
}
