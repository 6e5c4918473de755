// Shows a page only to administrators with a permission. Others can still reach its address, from a link or an
// earlier role.

import { LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Permission } from '../api/operations';
import { EmptyState } from '../parts/empty_state';
import { useCan } from './permission';
import { PERMISSIONS } from './permission_words';

export function RequirePermission(props: { permission: Permission; children: ReactNode }) {
  const can = useCan();
  if (can(props.permission)) return props.children;
  const [name] = PERMISSIONS[props.permission];
  return (
    <>
      <h1>You don't have access to this page</h1>
      <section className="card">
        <EmptyState icon={LockKeyhole} title={`Your role doesn't include “${name}”`}>
          <p>
            This page requires the permission <code>{props.permission}</code>. If you need it, ask
            another administrator.
          </p>
        </EmptyState>
      </section>
    </>
  );
}
