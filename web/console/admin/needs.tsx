// A page for those who may do what it is for; others have its address from a link or an earlier role.

import type { ReactNode } from 'react';

import type { Permission } from '../api/operations';
import { useCan } from './permission';

export function Needs(props: { permission: Permission; children: ReactNode }) {
  const can = useCan();
  if (can(props.permission)) return props.children;
  return (
    <>
      <h1>Not for your role</h1>
      <p className="notice">
        This page needs the permission {props.permission}, which your role does not have.
      </p>
    </>
  );
}
