// The chosen mentee: who they are, and the mentors for them.

import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { ChosenMenteeDocument, type ChosenMenteeQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import { useRoute } from '../parts/route';
import { MentorChoice } from './matching_candidates';
import { menteeLink } from './matching_link';
import { NO_SUCH_ACCOUNT } from './person';

type Mentee = NonNullable<ChosenMenteeQuery['user']>;

type Named = { id: string; fullName: string; email: string | null };

/** Matches a mentee with a mentor. */
export type Match = (mentee: Named, mentor: Named) => Promise<void>;

interface PaneProps {
  id: string;
  /** Whether the list is on a page of its own. */
  isNarrow: boolean;
  match: Match;
  isBusy: boolean;
  /** The errors of the last match, which may be about a mentee who was shown before. */
  failed: ReactNode;
}

export function MenteePane({ id, isNarrow, match, isBusy, failed }: PaneProps) {
  const { params } = useRoute();
  const [{ data, error }, refetch] = useQuery({
    query: ChosenMenteeDocument,
    variables: { id },
    context: PEOPLE_CONTEXT,
  });
  const mentee = data?.user;
  const obstacle = mentee && obstacleFor(mentee);
  return (
    <section className="card mentee-pane" aria-label={mentee ? displayName(mentee) : 'Mentee'}>
      {isNarrow && (
        <a className="back" href={menteeLink(undefined, params)}>
          <ArrowLeft size={16} aria-hidden /> Everyone who is waiting
        </a>
      )}
      {!data && <Pending error={error} retry={refetch} />}
      {mentee === null && <p className="empty">{NO_SUCH_ACCOUNT}</p>}
      {mentee && <MenteeHead mentee={mentee} />}
      {failed}
      {obstacle && <p className="notice">{obstacle}</p>}
      {mentee && !obstacle && (
        <MentorChoice menteeId={id} isBusy={isBusy} match={(mentor) => match(mentee, mentor)} />
      )}
    </section>
  );
}

function MenteeHead({ mentee }: { mentee: Mentee }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // After going to another mentee, the start of the content has the focus. This is closer to the mentors.
    if (document.activeElement?.id === 'content') heading.current?.focus({ preventScroll: true });
  }, []);
  const { id, minor, goals, hobbies, clubs, dateJoined } = mentee;
  const isIncomplete = mentee.matching.reasons.includes('PROFILE_INCOMPLETE');
  return (
    <>
      <header className="mentee-head">
        <div className="with-avatar">
          <Avatar person={mentee} />
          <div>
            <h2 ref={heading} tabIndex={-1}>
              {displayName(mentee)}
            </h2>
            <p className="soft">
              {[yearAndMajors(mentee), mentee.email].filter(Boolean).join(' · ')}
              {' · Joined '}
              <RelativeTime time={dateJoined} />
            </p>
          </div>
        </div>
        <a href={`#/people/${id}`}>View profile</a>
      </header>
      <dl className="facts mentee-facts">
        <Fact name="Goals">{goals}</Fact>
        <Fact name="Minors">{minor.join(', ')}</Fact>
        <Fact name="Hobbies">{hobbies}</Fact>
        <Fact name="Clubs">{clubs}</Fact>
      </dl>
      {isIncomplete && (
        <p className="notice">This profile isn't complete. You can choose a mentor anyway.</p>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Why a person cannot be matched with a mentor now, or null when they can. */
function obstacleFor(person: Mentee): string | null {
  const name = displayName(person);
  const { reasons } = person.matching;
  if (person.role !== 'MENTEE') return `${name} isn't a mentee.`;
  if (person.isDeleted) return `${name}'s account is scheduled for deletion. Restore it first.`;
  if (person.mentor) {
    return `${name} already has a mentor, ${displayName(person.mentor)}. End that match first.`;
  }
  if (reasons.includes('ACCOUNT_INACTIVE')) {
    return `${name}'s account is deactivated. Activate it first.`;
  }
  if (reasons.includes('EMAIL_NOT_VERIFIED')) return `${name} hasn't verified their email yet.`;
  return null;
}
