// The head of a person: picture, name, status, and what an administrator can do. In a panel, the page behind it has the
// heading of the first level.

import { ArrowLeft } from 'lucide-react';

import { Avatar } from '../parts/avatar';
import { ROLE_NAMES } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import type { Person } from './person';
import { PersonActions } from './person_actions';
import { breakableEmail, StatusBadges } from './person_status';

/** A link to where a page was reached from. */
export interface Back {
  href: string;
  title: string;
}

interface HeadProps {
  person: Person | null | undefined;
  title: string;
  back: Back | undefined;
  onDeleted: () => void;
}

export function PersonHead({ person, title, back, onDeleted }: HeadProps) {
  return (
    <header className="person-head">
      {back && (
        <a className="back" href={back.href}>
          <ArrowLeft size={16} aria-hidden /> {back.title}
        </a>
      )}
      <div className="person-title">
        {person && <Avatar person={person} large />}
        <div>
          {back ? <h1>{title}</h1> : <h2>{title}</h2>}
          {person && (
            <>
              <p className="person-line">
                <a href={`mailto:${person.email}`}>{breakableEmail(person.email)}</a>
                <span className="soft">
                  {person.lastLogin ? (
                    <>
                      Last sign-in <RelativeTime time={person.lastLogin} />
                    </>
                  ) : (
                    'Never signed in'
                  )}
                </span>
              </p>
              <div className="badges">
                <span className="badge">{ROLE_NAMES[person.role]}</span>
                <StatusBadges person={person} />
                {!person.isApproved && <span className="badge badge-warn">Waiting for approval</span>}
              </div>
            </>
          )}
        </div>
      </div>
      {person && <PersonActions person={person} onDeleted={onDeleted} />}
    </header>
  );
}
