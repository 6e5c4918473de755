// The list of the partners with whom a member exchanges messages.

import { useContext } from 'react';

import type { ChatPartnersQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { displayName, yearAndMajors } from '../parts/person';
import { useMinutes } from '../parts/relative_time';
import { formatTime } from '../parts/time';
import { CurrentConversations, type Summary } from './chat_unread';

const day = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric' });

/** Someone with whom the member is matched. */
export interface Partner {
  id: string;
  fullName: string;
  email: string | null;
  profilePictureUrl: string | null;
  year: number | null;
  major: string[];
}

/** The mentor of a mentee, or the mentees of a mentor. */
export function partnersOf({ me }: ChatPartnersQuery): Partner[] {
  return [...(me?.mentor ? [me.mentor] : []), ...(me?.roster?.mentees ?? [])];
}

interface ListProps {
  partners: Partner[];
  /** The id of the partner whose conversation is open. */
  current: string | undefined;
}

/** The partners, first those with whom the newest messages were exchanged. */
export function ChatPartners({ partners, current }: ListProps) {
  const conversations = useContext(CurrentConversations).summaries ?? [];
  const place = (id: string) => {
    const index = conversations.findIndex(({ partnerId }) => partnerId === id);
    return index < 0 ? conversations.length : index;
  };
  const sorted = partners.toSorted((one, other) => place(one.id) - place(other.id));
  return (
    <nav className="chat-list" aria-label="Conversations">
      <ul>
        {sorted.map((partner) => (
          <li key={partner.id}>
            <PartnerLink
              partner={partner}
              summary={conversations.find(({ partnerId }) => partnerId === partner.id)}
              isCurrent={partner.id === current}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface LinkProps {
  partner: Partner;
  summary: Summary | undefined;
  isCurrent: boolean;
}

function PartnerLink({ partner, summary, isCurrent }: LinkProps) {
  const now = useMinutes();
  const last = summary?.lastMessage;
  // What is open is read.
  const unread = isCurrent ? 0 : (summary?.unreadCount ?? 0);
  return (
    <a
      href={`#/messages/${partner.id}`}
      aria-current={isCurrent ? 'page' : undefined}
      className={unread ? 'is-unread' : undefined}
    >
      <Avatar person={partner} />
      <span>
        <strong>{displayName(partner)}</strong>
        <span className="hint">
          {last ? `${last.isOwn ? 'You: ' : ''}${last.body}` : yearAndMajors(partner)}
        </span>
      </span>
      {last && (
        <span className="chat-when">
          <time dateTime={last.sentAt}>{formatWhen(last.sentAt, now)}</time>
          {unread > 0 && (
            <span className="chat-count">
              {unread > 99 ? '99+' : unread}
              <span className="hidden"> new</span>
            </span>
          )}
        </span>
      )}
    </a>
  );
}

/** The time for messages of today, otherwise the day. */
function formatWhen(time: string, now: number): string {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  return isToday ? formatTime(time) : day.format(new Date(time));
}
