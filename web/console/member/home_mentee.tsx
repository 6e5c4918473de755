// The home page of a mentee: the mentor, or how to find one.

import { Mail, MessageCircle } from 'lucide-react';
import { useContext } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { HomeMentorDocument, type HomeMentorQuery, HomeMentorsDocument } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import { CurrentConversations } from './chat_unread';
import { Hero, HeroPeople, HeroPlaceholder } from './hero';
import { RequestsCard, useHomeRequests } from './home_requests';
import { mayChat } from './may_chat';
import type { Account } from './member';
import { FinishProfile, ProfileCard } from './profile_progress';
import { HowItWorks } from './program_story';

type Mentor = NonNullable<NonNullable<HomeMentorQuery['me']>['mentor']>;

export function MenteeHome({ account }: { account: Account }) {
  return (
    <>
      <NextStep account={account} />
      <div className="columns">
        {!account.isMatched && <RequestsCard hasReceived={!account.profileComplete} />}
        {account.isMatched && <Questions />}
        {account.profileComplete && <ProfileCard />}
      </div>
      {!account.isMatched && !account.profileComplete && <HowItWorks />}
    </>
  );
}

function NextStep({ account }: { account: Account }) {
  if (account.isMatched) return <YourMentor account={account} />;
  return account.profileComplete ? <FindMentor /> : <FinishProfile account={account} />;
}

function YourMentor({ account }: { account: Account }) {
  const [{ data, error }, refetch] = useQuery({ query: HomeMentorDocument, context: PEOPLE_CONTEXT });
  if (!data) return error ? <Pending error={error} retry={refetch} /> : <HeroPlaceholder />;
  const mentor = data.me?.mentor;
  // A match that ended a moment ago.
  return mentor ? <Mentor mentor={mentor} hasMessages={mayChat(account)} /> : <FindMentor />;
}

function Mentor({ mentor, hasMessages }: { mentor: Mentor; hasMessages: boolean }) {
  const name = displayName(mentor);
  return (
    <Hero
      title={name}
      aside={<Avatar person={mentor} large />}
      action={
        <>
          {hasMessages && (
            <a className="button primary" href={`#/messages/${mentor.id}`}>
              <MessageCircle size={18} aria-hidden /> Message {name}
            </a>
          )}
          {mentor.email && (
            <a className="button on-dark" href={`mailto:${mentor.email}`}>
              <Mail size={18} aria-hidden /> {mentor.email}
            </a>
          )}
        </>
      }
    >
      <p>{['Your mentor', yearAndMajors(mentor)].filter(Boolean).join(' · ')}</p>
      {hasMessages && <LastMessage mentor={mentor} />}
    </Hero>
  );
}

function LastMessage({ mentor }: { mentor: Mentor }) {
  const { summaries, error, retry } = useContext(CurrentConversations);
  if (!summaries) {
    return error ? <Pending error={error} retry={retry} /> : <p aria-busy="true">Loading…</p>;
  }
  const message = summaries.find(({ partnerId }) => partnerId === mentor.id)?.lastMessage;
  if (!message) {
    return <p>You haven't written yet. Say hi, and suggest a time to meet.</p>;
  }
  return (
    <blockquote className="hero-message">
      <p>{message.body}</p>
      <footer>
        {message.isOwn ? 'You' : displayName(mentor)}, <RelativeTime time={message.sentAt} />
      </footer>
    </blockquote>
  );
}

/** What to talk about, for those who don't know how to begin. */
function Questions() {
  return (
    <Card title="Good questions to start with">
      <ul className="hint-list">
        <li>How did you choose your major?</li>
        <li>What would you do differently in your first year?</li>
        <li>Which classes, clubs, and people should I know about?</li>
      </ul>
    </Card>
  );
}

function FindMentor() {
  const [{ data, error }, refetch] = useQuery({
    query: HomeMentorsDocument,
    context: PEOPLE_CONTEXT,
  });
  const [requests] = useHomeRequests();
  const offers = requests.data?.received.nodes ?? [];
  if (offers.length > 0) return <Offers mentors={offers.map(({ mentor }) => mentor)} />;
  if (!data && !error) return <HeroPlaceholder />;
  const mentors = data?.mentorSuggestions.nodes.map(({ mentor }) => mentor) ?? [];
  return (
    <Hero
      title="Find your mentor"
      action={
        <a className="button primary" href="#/matches">
          View suggested mentors
        </a>
      }
      aside={mentors.length > 0 && <HeroPeople label="Suggested mentors" people={mentors} />}
    >
      <p>
        You're ready to be matched. {data && mentors.length === 0 && 'There are no suggestions yet.'}
        {mentors.length > 0 && 'These mentors have the most in common with you.'}
      </p>
      {!data && error && <Pending error={error} retry={refetch} />}
    </Hero>
  );
}

function Offers({ mentors }: { mentors: Mentors }) {
  const first = mentors[0];
  const isOne = mentors.length === 1;
  return (
    <Hero
      title={
        first && isOne ? `${displayName(first)} wants to be your mentor` : 'Mentors are waiting for you'
      }
      action={
        <a className="button primary" href="#/matches">
          {isOne ? 'Review the offer' : 'Review their offers'}
        </a>
      }
      aside={<HeroPeople label="Offers" people={mentors} />}
    >
      <p>You're ready to be matched. Accept an offer, and you can start talking right away.</p>
    </Hero>
  );
}

type Mentors = Parameters<typeof HeroPeople>[0]['people'];
