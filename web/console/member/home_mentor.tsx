// The home page of a mentor: requests to decide on, the roster, or why mentees cannot find the mentor.

import { Mail, MessageCircle } from 'lucide-react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { HomeMenteesDocument, HomeRosterDocument, type HomeRosterQuery } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { formatDate } from '../parts/time';
import { Hero, HeroAvatars, HeroPeople, HeroPlaceholder } from './hero';
import { RequestsCard, useHomeRequests } from './home_requests';
import { mayChat } from './may_chat';
import type { Account } from './member';
import { FinishProfile, ProfileCard } from './profile_progress';
import { HowItWorks } from './program_story';
import { entryOf } from './request_details';

type Roster = NonNullable<NonNullable<HomeRosterQuery['me']>['roster']>;

export function MentorHome({ account }: { account: Account }) {
  const [{ data, error }, refetch] = useQuery({ query: HomeRosterDocument, context: PEOPLE_CONTEXT });
  const roster = data?.me?.roster;
  const hasMentees = Boolean(roster?.mentees.length);
  return (
    <>
      {data || !error ? (
        <NextStep account={account} roster={roster} />
      ) : (
        <Pending error={error} retry={refetch} />
      )}
      <div className="columns">
        {roster && (hasMentees || (account.profileComplete && !roster.isPaused)) && (
          <RosterCard roster={roster} hasMessages={mayChat(account)} />
        )}
        <RequestsCard hasReceived={!account.profileComplete} />
        {account.profileComplete && <ProfileCard />}
      </div>
      {!account.profileComplete && <HowItWorks />}
    </>
  );
}

interface NextStepProps {
  account: Account;
  roster: Roster | null | undefined;
}

/** What matters most: first what others wait for, then what keeps mentees away. */
function NextStep({ account, roster }: NextStepProps) {
  const [requests] = useHomeRequests();
  const { reasons } = account.matching;
  const received = requests.data?.received.nodes ?? [];
  if (!account.profileComplete) return <FinishProfile account={account} />;
  if (!roster || (!requests.data && !requests.error)) return <HeroPlaceholder />;
  if (received.length > 0) {
    return <Waiting people={received.toReversed().map((request) => personOf(request))} />;
  }
  if (reasons.includes('NOT_APPROVED')) return <NotApproved />;
  if (reasons.includes('PAUSED')) return <Paused until={roster.pausedUntil} />;
  if (roster.mentees.length === 0) return <FirstMentee />;
  return <Mentoring roster={roster} isEligible={account.matching.eligible} />;
}

type RequestRow = Parameters<typeof entryOf>[0];

function personOf(request: RequestRow) {
  const { partner } = entryOf(request, false);
  return { ...partner, id: request.id };
}

function Waiting({ people }: { people: Parameters<typeof HeroPeople>[0]['people'] }) {
  const first = people[0];
  const isOne = people.length === 1;
  return (
    <Hero
      title={
        first && isOne
          ? `${displayName(first)} would like you as a mentor`
          : 'Students are waiting for you'
      }
      action={
        <a className="button primary" href="#/matches">
          {isOne ? 'Review the request' : 'Review their requests'}
        </a>
      }
      aside={<HeroPeople label="Requests" people={people} />}
    >
      <p>Accept, and you can start talking right away. If it isn't a fit, decline soon.</p>
    </Hero>
  );
}

function NotApproved() {
  return (
    <Hero
      title="Waiting for approval"
      action={
        <a className="button primary" href="#/survey">
          Add to your survey
        </a>
      }
    >
      <p>Mentees can find you once an administrator has approved you.</p>
      <p>
        There's nothing else to do. Meanwhile, say more about yourself, so that the right mentees find
        you.
      </p>
    </Hero>
  );
}

function Paused({ until }: { until: string | null }) {
  return (
    <Hero
      title="You're taking a break"
      action={
        <a className="button primary" href="#/matches">
          Manage your pause
        </a>
      }
    >
      <p>You've paused mentoring, so you aren't suggested to new mentees.</p>
      <p>
        {until
          ? `You'll be back on ${formatDate(until)}, or sooner if you end the pause.`
          : 'End the pause when you have time again.'}
      </p>
    </Hero>
  );
}

/** The roster at a glance. */
function Mentoring({ roster, isEligible }: { roster: Roster; isEligible: boolean }) {
  const { mentees, spotsLeft } = roster;
  const first = mentees[0];
  return (
    <Hero
      title={
        first && mentees.length === 1
          ? `You mentor ${displayName(first)}`
          : `You mentor ${mentees.length} students`
      }
      action={
        <a className="button primary" href="#/matches">
          {spotsLeft > 0 ? 'View suggested mentees' : 'View your roster'}
        </a>
      }
      aside={<HeroAvatars people={mentees.slice(0, 5)} />}
    >
      {spotsLeft === 0 && <p>Your roster is full. You'll be suggested again when a spot opens.</p>}
      {spotsLeft > 0 && isEligible && (
        <p>
          You have {spotsLeft} open {spotsLeft === 1 ? 'spot' : 'spots'}, and mentees can find you.
        </p>
      )}
    </Hero>
  );
}

/** For a mentor with an empty roster. */
function FirstMentee() {
  const [{ data, error }, refetch] = useQuery({ query: HomeMenteesDocument, context: PEOPLE_CONTEXT });
  const mentees = data?.menteeSuggestions.nodes.map(({ mentee }) => mentee) ?? [];
  return (
    <Hero
      title="Meet your first mentee"
      action={
        <a className="button primary" href="#/matches">
          View suggested mentees
        </a>
      }
      aside={mentees.length > 0 && <HeroPeople label="Suggested mentees" people={mentees} />}
    >
      <p>
        You're ready to be matched. Mentees can ask you, or offer to mentor someone you have a lot in
        common with.
      </p>
      {!data && error && <Pending error={error} retry={refetch} />}
    </Hero>
  );
}

interface RosterProps {
  roster: Roster;
  hasMessages: boolean;
}

function RosterCard({ roster, hasMessages }: RosterProps) {
  const { mentees, capacity, spotsLeft, isPaused } = roster;
  return (
    <Card title="Your roster">
      {!isPaused && (
        <p className="soft">
          {mentees.length} of {capacity} spots filled, {spotsLeft} open.
        </p>
      )}
      <ul className="rows">
        {mentees.map((mentee) => (
          <li key={mentee.id}>
            <div className="with-avatar">
              <Avatar person={mentee} />
              <div>
                <strong>{displayName(mentee)}</strong>
                <p className="hint">{yearAndMajors(mentee)}</p>
              </div>
            </div>
            <div className="row">
              {hasMessages && (
                <a className="icon-button button" href={`#/messages/${mentee.id}`}>
                  <MessageCircle size={18} aria-hidden />
                  <span className="hidden">Message {displayName(mentee)}</span>
                </a>
              )}
              {mentee.email && (
                <a className="icon-button button" href={`mailto:${mentee.email}`}>
                  <Mail size={18} aria-hidden />
                  <span className="hidden">Email {displayName(mentee)}</span>
                </a>
              )}
            </div>
          </li>
        ))}
      </ul>
      <a className="button" href="#/matches">
        View your roster
      </a>
    </Card>
  );
}
