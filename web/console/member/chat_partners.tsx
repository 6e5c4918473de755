// The list of the partners with whom a member exchanges messages.

import type { ChatPartnersQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { displayName, yearAndMajors } from '../parts/person';

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

export function ChatPartners({
  partners,
  current,
}: {
  partners: Partner[];
  current: string | undefined;
}) {
  return (
    <nav className="chat-list" aria-label="Conversations">
      <ul>
        {partners.map((partner) => (
          <li key={partner.id}>
            <a
              href={`#/messages/${partner.id}`}
              aria-current={partner.id === current ? 'page' : undefined}
            >
              <Avatar person={partner} />
              <span>
                <strong>{displayName(partner)}</strong>
                <span className="hint">{yearAndMajors(partner)}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
