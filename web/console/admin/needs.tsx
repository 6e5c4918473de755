// A page for those who may do what it is for; others may have its address nevertheless.

import type { ReactNode } from 'react';

import type { Permission } from '../api/operations';
import { Card } from '../parts/shell';
import { useCan } from './permission';

export function Needs(props: { permission: Permission; children: ReactNode }) {
  const can = useCan();
  if (can(props.permission)) return props.children;
  return (
    <Card title="Not for your role">
      <p>Your role lacks the permission {props.permission}. Ask who gave it to you.</p>
    </Card>
  );
}
