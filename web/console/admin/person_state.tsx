// How an account stands, in a few words that one sees at a glance.

import type { ReactNode } from 'react';

import type { PersonRowFragment } from '../api/operations';
import { nameOf } from '../parts/name';

/** What people call a role. */
export const ROLES = { MENTEE: 'Mentee', MENTOR: 'Mentor', ADMIN: 'Administrator' } as const;

type Standing = Pick<
  PersonRowFragment,
  'role' | 'isVerified' | 'isActive' | 'isMatched' | 'isDeleted'
>;

export function PersonState({ person }: { person: Standing }) {
  const matched = person.role === 'MENTOR' ? 'Roster full' : 'Matched';
  return (
    <span className="badges">
      {person.isDeleted && <span className="badge badge-bad">Leaving</span>}
      {!person.isActive && <span className="badge badge-bad">Deactivated</span>}
      {!person.isVerified && <span className="badge badge-warn">Unverified</span>}
      {person.isMatched && <span className="badge badge-good">{matched}</span>}
    </span>
  );
}

/** A link to somebody's page, with their address below it. */
export function PersonLink(props: {
  person: { id: string; fullName: string; email?: string | null };
}) {
  const { id, fullName, email } = props.person;
  const name = nameOf({ fullName, email: email ?? null });
  return (
    <div className="person">
      <a href={`#/people/${id}`}>{name}</a>
      {email && email !== name && <div className="hint">{breakable(email)}</div>}
    </div>
  );
}

/** An address that breaks before its domain first; or a name. */
export function breakable(email: string): ReactNode {
  const [local, domain] = email.split('@');
  if (!domain) return local;
  return (
    <>
      {local}
      <wbr />@{domain}
    </>
  );
}
