// A mentor's roster: the mentees, how to add one, and how many the mentor takes.

import { MessageCircle, UsersRound } from 'lucide-react';

import type { MyMatchesQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { displayName, yearAndMajors } from '../parts/person';
import { formatDate } from '../parts/time';
import { AddMentee } from './add_mentee';
import { Capacity } from './capacity';
import { PartnerMenu } from './partner_menu';
import { Pausing } from './pause';

/** A mentor's own roster. */
export type OwnRoster = NonNullable<NonNullable<MyMatchesQuery['me']>['roster']>;

interface RosterProps {
  roster: OwnRoster;
  /** Whether the mentor may write to the mentees. */
  hasMessages: boolean;
}

export function Roster({ roster, hasMessages }: RosterProps) {
  const { mentees, capacity, isPaused, spotsLeft } = roster;
  return (
    <Card
      title="Your roster"
      aside={
        <span className={spotsLeft ? 'badge badge-good' : 'badge badge-warn'}>
          {isPaused ? 'Paused' : `${spotsLeft} of ${capacity} spots left`}
        </span>
      }
    >
      {mentees.length === 0 && (
        <p className="empty-line">
          <UsersRound size={22} strokeWidth={1.5} aria-hidden />
          <span>
            <strong>No mentees on your roster yet.</strong> Offer someone below a spot, or add a mentee
            you already know.
          </span>
        </p>
      )}
      <ul className="rows">
        {mentees.map((mentee) => (
          <Mentee key={mentee.id} mentee={mentee} hasMessages={hasMessages} />
        ))}
      </ul>
      <div className="roster-foot">
        <AddMentee mentees={mentees} />
        <div className="row">
          {!isPaused && <Capacity capacity={capacity} />}
          <Pausing roster={roster} />
        </div>
      </div>
    </Card>
  );
}

interface MenteeProps {
  mentee: OwnRoster['mentees'][number];
  hasMessages: boolean;
}

function Mentee({ mentee, hasMessages }: MenteeProps) {
  const name = displayName(mentee);
  return (
    <li>
      <div className="with-avatar">
        <Avatar person={mentee} />
        <div>
          <strong>{name}</strong>
          <p className="hint">{yearAndMajors(mentee)}</p>
          <p className="hint">
            {mentee.email && <a href={`mailto:${mentee.email}`}>{mentee.email}</a>}
            {mentee.matchedAt && ` · Matched ${formatDate(mentee.matchedAt)}`}
          </p>
        </div>
      </div>
      <div className="partner-actions">
        {hasMessages && (
          <a className="button" href={`#/messages/${mentee.id}`}>
            <MessageCircle size={18} aria-hidden /> Message<span className="hidden"> {name}</span>
          </a>
        )}
        <PartnerMenu partner={mentee} relation="own mentee" />
      </div>
    </li>
  );
}
