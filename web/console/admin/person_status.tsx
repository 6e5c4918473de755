// A person in lists: a link to their page, and badges for the status of their account.

import type { ReactNode } from 'react';

import type { PersonRowFragment } from '../api/operations';
import { Avatar, type Pictured } from '../parts/avatar';
import { displayName } from '../parts/person';

type AccountStatus = Pick<
  PersonRowFragment,
  'role' | 'isVerified' | 'isActive' | 'isMatched' | 'isDeleted'
>;

export function StatusBadges({ person }: { person: AccountStatus }) {
  const matched = person.role === 'MENTOR' ? 'No open spots' : 'Matched';
  return (
    <span className="badges">
      {person.isDeleted && <span className="badge badge-bad">Pending deletion</span>}
      {!person.isActive && <span className="badge badge-bad">Deactivated</span>}
      {!person.isVerified && <span className="badge badge-warn">Unverified</span>}
      {person.isMatched && <span className="badge badge-good">{matched}</span>}
    </span>
  );
}

interface LinkProps {
  person: Pictured & { id: string };
  /** Where the link leads, if not to the page of the person. */
  href?: string;
}

/** A person's picture and a link to their page, with their email address below it. */
export function PersonLink({ person, href }: LinkProps) {
  const { id, email } = person;
  const name = displayName(person);
  return (
    <div className="person with-avatar">
      <Avatar person={person} />
      <div>
        <a href={href ?? `#/people/${id}`}>{breakableEmail(name)}</a>
        {email && email !== name && <div className="hint person-email">{breakableEmail(email)}</div>}
      </div>
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
