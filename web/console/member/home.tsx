// The first page: what is missing before a match, and how the match stands.

import { profileCompleteness } from '@bruinbridge/validation';
import { useQuery } from 'urql';

import { PartnersDocument } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import type { Account } from './member';

const WANTED = [
  ['firstName', 'First name'],
  ['lastName', 'Last name'],
  ['year', 'Year'],
  ['major', 'Major'],
] as const;

export function Home({ account }: { account: Account }) {
  const name = account.firstName || 'there';
  return (
    <>
      <h1>Hello, {name}</h1>
      {account.role === 'ADMIN' ? (
        <Administration />
      ) : (
        <div className="columns">
          <Completeness account={account} />
          <Match account={account} />
        </div>
      )}
    </>
  );
}

/** Administrators have no match; what they have to do is elsewhere. */
function Administration() {
  return (
    <Card title="Administration">
      <p>You are signed in as an administrator. This is the members' side.</p>
      <a className="button primary" href="/admin">
        To the administrators' side
      </a>
    </Card>
  );
}

function Completeness({ account }: { account: Account }) {
  const { missingFields, profileComplete } = profileCompleteness(account).value;
  const given = WANTED.length - missingFields.length;
  return (
    <Card
      title="Your profile"
      aside={
        <span className="badge">
          {given} of {WANTED.length}
        </span>
      }
    >
      <progress max={WANTED.length} value={given} aria-label="Profile completeness" />
      <ul className="checks">
        {WANTED.map(([field, label]) => {
          const isGiven = !missingFields.includes(field);
          return (
            <li key={field} className={isGiven ? 'is-done' : ''}>
              {label}
              <span className="hint"> {isGiven ? 'given' : 'missing'}</span>
            </li>
          );
        })}
      </ul>
      <a className="button primary" href="#/survey">
        {profileComplete ? 'Edit the survey' : 'Complete the survey'}
      </a>
    </Card>
  );
}

function Match({ account }: { account: Account }) {
  const isMentor = account.role === 'MENTOR';
  return (
    <Card
      title={isMentor ? 'Your matches' : 'Your match'}
      aside={<span className="badge">{isMentor ? 'mentor' : 'mentee'}</span>}
    >
      {isMentor && <Places />}
      {account.matchedMentorEmail && (
        <p>
          Your mentor is{' '}
          <a href={`mailto:${account.matchedMentorEmail}`}>{account.matchedMentorEmail}</a>.
        </p>
      )}
      {!account.isMatched && (
        <p>
          {account.profileComplete
            ? 'You take part in matching.'
            : 'Matching begins once your profile is complete.'}
          {account.profileComplete && !isMentor && ' You will see it here when you are matched.'}
        </p>
      )}
      <a className="button" href="#/partners">
        {isMentor ? 'Your roster' : 'Mentors who fit'}
      </a>
    </Card>
  );
}

/** A mentor is matched several times, and full in the end. */
function Places() {
  const [{ data, error }, ask] = useQuery({ query: PartnersDocument, context: PEOPLE });
  const roster = data?.me?.roster;
  return (
    <>
      {!data && <Pending error={error} retry={ask} />}
      {roster && (
        <p>
          {roster.mentees.length} of {roster.capacity} places are taken, {roster.spotsLeft} free.
        </p>
      )}
    </>
  );
}
