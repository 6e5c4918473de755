// The permissions of the signed-in administrator. Pages leave out actions that they do not allow.

import { createContext, useContext } from 'react';

import type { Permission } from '../api/operations';

/** The permissions of the administrator's role. */
export const Permissions = createContext<readonly Permission[]>([]);

/** Returns a function that says whether the administrator has a permission. */
export function useCan(): (permission: Permission) => boolean {
  const permissions = useContext(Permissions);
  return (permission) => permissions.includes(permission);
}
