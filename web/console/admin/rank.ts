// Whether another administrator has more permissions than the signed-in one, who then may not change their account.

import { useQuery } from 'urql';

import { AdminsDocument, type Permission } from '../api/operations';
import { useCan } from './permission';
import type { Person } from './person';

/** As many as the API returns at once: the server refuses the rest of a larger team by itself. */
const PAGE = { first: 100, after: null, last: null, before: null };
const CONTEXT = { additionalTypenames: ['AdminUser'], requestPolicy: 'cache-first' as const };

/** Like `useCan`, for what changes a person. */
export function useCanChange(person: Person): (permission: Permission) => boolean {
  const can = useCan();
  const isOutranked = useIsOutranked(person);
  return (permission) => can(permission) && !isOutranked;
}

/** Whether a person is an administrator with more permissions, as far as the administrator may know it. */
function useIsOutranked(person: Person): boolean {
  const can = useCan();
  const isAdmin = person.role === 'ADMIN';
  const maySeeRoles = can('ADMINS_READ');
  const [{ data, error }] = useQuery({
    query: AdminsDocument,
    variables: PAGE,
    context: CONTEXT,
    pause: !isAdmin || !maySeeRoles,
  });
  if (!isAdmin) return false;
  // A superuser has every permission, and so at least the one that is missing.
  if (!maySeeRoles) return person.isSuperuser;
  // Until the roles are there, no action appears that may go again.
  if (!data) return !error;
  const roles = data.admins.nodes.filter(({ user }) => user.id === person.id).map(({ role }) => role);
  return !roles.every((role) => (role?.permissions ?? []).every(can));
}
