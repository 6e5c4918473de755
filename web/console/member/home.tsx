// A member's home page: what the profile still needs, and the state of the match.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MyMatchesDocument } from '../api/operations';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { ROLE_NAMES } from '../parts/person';
import { LABELS } from '../parts/profile_fields';
import type { Account } from './member';

/** Why the member isn't matched, where that isn't shown elsewhere. */
const HINTS: Partial<Record<Account['matching']['reasons'][number], string>> = {
  PROFILE_INCOMPLETE: 'You can be matched once your profile is complete.',
  NOT_APPROVED: 'Mentees can find you once an administrator has approved you.',
  PAUSED: "You've paused mentoring, so you aren't suggested to new mentees.",
};

const REQUIRED = ['firstName', 'lastName', 'year', 'major'] as const;

export function Home({ account }: { account: Account }) {
  return (
    <>
      <h1>{account.firstName ? `Hi, ${account.firstName}` : 'Hi there'}</h1>
      {account.role === 'ADMIN' ? (
        <AdminLink />
      ) : (
        <div className="columns">
          <Completeness account={account} />
          <Match account={account} />
        </div>
      )}
    </>
  );
}

/** Administrators are never matched; their work is in the admin console. */
function AdminLink() {
  return (
    <Card title="You're an administrator">
      <p>This is the member site. Manage the program in the admin console.</p>
      <a className="button primary" href="/admin">
        Open the admin console
      </a>
    </Card>
  );
}

function Completeness({ account }: { account: Account }) {
  const { missingFields, profileComplete } = account;
  const filledIn = REQUIRED.length - missingFields.length;
  return (
    <Card
      title="Your profile"
      aside={
        <span className="badge">
          {filledIn} of {REQUIRED.length}
        </span>
      }
    >
      <progress max={REQUIRED.length} value={filledIn} aria-label="Profile completeness" />
      <ul className="checks">
        {REQUIRED.map((field) => {
          const isFilledIn = !missingFields.includes(field);
          return (
            <li key={field} className={isFilledIn ? 'is-done' : ''}>
              {LABELS[field]}
              <span className="hint"> {isFilledIn ? 'added' : 'missing'}</span>
            </li>
          );
        })}
      </ul>
      <a className="button primary" href="#/survey">
        {profileComplete ? 'Update your survey' : 'Complete your survey'}
      </a>
    </Card>
  );
}

function Match({ account }: { account: Account }) {
  const isMentor = account.role === 'MENTOR';
  return (
    <Card
      title={isMentor ? 'Your matches' : 'Your match'}
      aside={<span className="badge">{ROLE_NAMES[account.role]}</span>}
    >
      {isMentor && <RosterSpots />}
      {account.matchedMentorEmail && (
        <p>
          Your mentor is{' '}
          <a href={`mailto:${account.matchedMentorEmail}`}>{account.matchedMentorEmail}</a>.
        </p>
      )}
      {account.matching.eligible && (
        <p>
          You're ready to be matched.
          {!isMentor && " You'll see your mentor here once you're matched."}
        </p>
      )}
      {account.matching.reasons.map((reason) => {
        const hint = HINTS[reason];
        return hint && <p key={reason}>{hint}</p>;
      })}
      <a className="button" href="#/matches">
        {isMentor ? 'View your roster' : 'View suggested mentors'}
      </a>
    </Card>
  );
}

/** How many spots of the mentor's roster are filled. */
function RosterSpots() {
  const [{ data, error }, refetch] = useQuery({
    query: MyMatchesDocument,
    context: PEOPLE_CONTEXT,
  });
  const roster = data?.me?.roster;
  return (
    <>
      {!data && <Pending error={error} retry={refetch} />}
      {roster && !roster.isPaused && (
        <p>
          {roster.mentees.length} of {roster.capacity} spots filled, {roster.spotsLeft} open.
        </p>
      )}
    </>
  );
}
