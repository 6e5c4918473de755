// The facts about a person's account.

import type { ReactNode } from 'react';

import type { IneligibleReason } from '../api/operations';
import { Card } from '../parts/card';
import { formatDateTime } from '../parts/time';
import type { Person } from './person';

const REASONS: Record<IneligibleReason, string> = {
  ACCOUNT_INACTIVE: 'deactivated',
  DELETION_PENDING: 'scheduled for deletion',
  EMAIL_NOT_VERIFIED: 'email not verified',
  HAS_MENTOR: 'has a mentor',
  NOT_APPROVED: 'not approved yet',
  NOT_A_MEMBER: 'not a member',
  PAUSED: 'paused',
  PROFILE_INCOMPLETE: 'profile incomplete',
  ROSTER_FULL: 'roster full',
};

export function PersonAccount({ person }: { person: Person }) {
  const { eligible, reasons } = person.matching;
  return (
    <Card title="Account">
      <dl className="facts">
        <Fact title="Email verified">{person.isVerified ? 'Yes' : 'Not yet'}</Fact>
        <Fact title="Status">{person.isActive ? 'Active' : 'Deactivated'}</Fact>
        {person.role !== 'ADMIN' && (
          <Fact title="Can be matched">
            {eligible ? 'Yes' : `No: ${reasons.map((reason) => REASONS[reason]).join(', ')}`}
          </Fact>
        )}
        {person.isSuperuser && <Fact title="Permissions">All (superuser)</Fact>}
        <Fact title="Joined">{formatDateTime(person.dateJoined)}</Fact>
        <Fact title="Last sign-in">{person.lastLogin ? formatDateTime(person.lastLogin) : 'Never'}</Fact>
        <Fact title="Id">
          <code>{person.id}</code>
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
