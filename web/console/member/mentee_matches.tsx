// A mentee's matches page: their mentor, requests, suggested mentors, and blocked mentors.

import { HeartHandshake, MessageCircle, Search } from 'lucide-react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MyMatchesDocument, type MyMatchesQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { EmptyState } from '../parts/empty_state';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { AskMentor } from './ask_mentor';
import { BlockedMentors } from './blocked_mentors';
import { MatchingNotice } from './matching_notice';
import { mayChat } from './may_chat';
import type { Account } from './member';
import { PartnerMenu } from './partner_menu';
import { Requests, useRequests } from './requests';
import { Suggestions } from './suggestions';

export function MenteeMatches({ account }: { account: Account }) {
  const [{ data, error }, refetch] = useQuery({
    query: MyMatchesDocument,
    context: PEOPLE_CONTEXT,
  });
  const mentor = data?.me?.mentor;
  return (
    <>
      <PageHead
        title="Mentors"
        detail={!mentor && 'Ask someone who has been where you are. You can ask more than one.'}
      />
      <MatchingNotice account={account} />
      <div className={data && !mentor ? 'columns' : 'partner-stack'}>
        <Card title="Your mentor">
          {!data && <Pending error={error} retry={refetch} />}
          {mentor && <YourMentor mentor={mentor} hasMessages={mayChat(account)} />}
          {data && !mentor && (
            <p className="empty-line">
              <HeartHandshake size={22} strokeWidth={1.5} aria-hidden />
              <span>
                <strong>No mentor yet.</strong> Once someone you ask accepts, you'll see them here.
              </span>
            </p>
          )}
        </Card>
        <Requests
          hint={
            mentor
              ? "When you look for a mentor again, you'll see your requests here."
              : "Ask a mentor, and you'll see here how it's going."
          }
        />
      </div>
      <SuggestedMentors account={account} mentorId={mentor?.id} />
      {data?.me && <BlockedMentors blocked={data.me.blockedMentors} />}
    </>
  );
}

type Mentor = NonNullable<NonNullable<MyMatchesQuery['me']>['mentor']>;

function YourMentor({ mentor, hasMessages }: { mentor: Mentor; hasMessages: boolean }) {
  const name = displayName(mentor);
  return (
    <div className="own-partner">
      <Avatar person={mentor} large />
      <div>
        <strong className="own-partner-name">{name}</strong>
        <p className="soft">{yearAndMajors(mentor)}</p>
        {mentor.email && <a href={`mailto:${mentor.email}`}>{mentor.email}</a>}
        {mentor.goals && (
          <p className="partner-goals">
            <span className="soft">Goals: </span>
            {mentor.goals}
          </p>
        )}
      </div>
      <div className="partner-actions">
        {hasMessages && (
          <a className="button primary" href={`#/messages/${mentor.id}`}>
            <MessageCircle size={18} aria-hidden /> Message<span className="hidden"> {name}</span>
          </a>
        )}
        <PartnerMenu partner={mentor} relation="own mentor" />
      </div>
    </div>
  );
}

interface SuggestedProps {
  account: Account;
  mentorId: string | undefined;
}

/** Suggested mentors, without the mentee's own. */
function SuggestedMentors({ account, mentorId }: SuggestedProps) {
  const [requests] = useRequests();
  const asked = new Set(requests.data?.open.nodes.map(({ mentor }) => mentor.id));
  return (
    <Suggestions
      title="Suggested mentors"
      kind="MENTOR"
      own={account}
      without={mentorId}
      menu={(mentor) => <PartnerMenu partner={mentor} relation="suggested mentor" />}
      empty={
        <EmptyState icon={Search} title={mentorId ? 'No other suggestions' : 'No suggestions yet'}>
          <p>The more your survey says about you, the more mentors we find.</p>
          <a className="button" href="#/survey">
            Add to your survey
          </a>
        </EmptyState>
      }
    >
      {(mentor) => !mentorId && <AskMentor mentor={mentor} isAsked={asked.has(mentor.id)} />}
    </Suggestions>
  );
}
