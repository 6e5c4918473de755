// The menu of what a member rarely does with a person: report a concern, block, or end the match.

import { Ban, Ellipsis, Flag, UserMinus } from 'lucide-react';
import { useState } from 'react';

import { Menu } from '../parts/menu';
import { displayName } from '../parts/person';
import { BlockDialog } from './blocked_mentors';
import { LeaveMentorDialog, RemoveMenteeDialog } from './leave_mentor';
import { ConcernDialog } from './report_concern';

interface MenuProps {
  partner: { id: string; fullName: string; email?: string | null };
  /** What the person is to the member. */
  relation: 'own mentor' | 'own mentee' | 'suggested mentor';
}

export function PartnerMenu({ partner, relation }: MenuProps) {
  const [open, setOpen] = useState<'concern' | 'block' | 'end' | null>(null);
  const name = displayName(partner);
  const dialog = (which: typeof open) => ({
    isOpen: open === which,
    onClose: () => setOpen(null),
  });
  const isMatched = relation !== 'suggested mentor';
  const EndDialog = relation === 'own mentee' ? RemoveMenteeDialog : LeaveMentorDialog;
  return (
    <>
      <Menu
        className="icon-button"
        label={`More about ${name}`}
        button={<Ellipsis size={20} aria-hidden />}
      >
        {isMatched && (
          <button onClick={() => setOpen('concern')}>
            <Flag size={18} aria-hidden />
            <span>
              Report a concern<span className="hidden"> about {name}</span>…
            </span>
          </button>
        )}
        {relation !== 'own mentee' && (
          <button onClick={() => setOpen('block')}>
            <Ban size={18} aria-hidden />
            <span>
              Block<span className="hidden"> {name}</span>…
            </span>
          </button>
        )}
        {isMatched && (
          <button onClick={() => setOpen('end')}>
            <UserMinus size={18} aria-hidden />
            <span>
              End match<span className="hidden"> with {name}</span>…
            </span>
          </button>
        )}
      </Menu>
      {isMatched && <ConcernDialog about={partner} {...dialog('concern')} />}
      {relation !== 'own mentee' && (
        <BlockDialog mentor={partner} isMatched={isMatched} {...dialog('block')} />
      )}
      {isMatched && (
        <EndDialog partner={{ ...partner, email: partner.email ?? null }} {...dialog('end')} />
      )}
    </>
  );
}
