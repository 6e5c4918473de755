// A person in lists: a link to their page, and badges for the status of their account.

import type { ReactNode } from 'react';

import type { PersonRowFragment } from '../api/operations';
import { displayName } from '../parts/person';

type AccountStatus = Pick<
  PersonRowFragment,
  'role' | 'isVerified' | 'isActive' | 'isMatched' | 'isDeleted'
>;

export function StatusBadges({ person }: { person: AccountStatus }) {
  const matched = person.role === 'MENTOR' ? 'Roster full' : 'Matched';
  return (
    <span className="badges">
      {person.isDeleted && <span className="badge badge-bad">Pending deletion</span>}
      {!person.isActive && <span className="badge badge-bad">Deactivated</span>}
      {!person.isVerified && <span className="badge badge-warn">Unverified</span>}
      {person.isMatched && <span className="badge badge-good">{matched}</span>}
    </span>
  );
}

/** A link to a person's page, with their email address below it. */
export function PersonLink(props: { person: { id: string; fullName: string; email?: string | null } }) {
  const { id, fullName, email } = props.person;
  const name = displayName({ fullName, email: email ?? null });
  return (
    <div className="person">
      <a href={`#/people/${id}`}>{name}</a>
      {email && email !== name && <div className="hint">{breakableEmail(email)}</div>}
    </div>
  );
}

/** An email address that may wrap before its @. Other texts are returned as they are. */
export function breakableEmail(email: string): ReactNode {
  const [local, domain] = email.split('@');
  if (!domain) return local;
  return (
    <>
      {local}
      <wbr />@{domain}
    </>
  );
}
