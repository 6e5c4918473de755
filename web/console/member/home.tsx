// The first page: what is missing before a match, and how the match stands.

import { profileCompleteness } from '@bruinbridge/validation';

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
  const role = account.role === 'MENTOR' ? 'mentor' : 'mentee';
  return (
    <Card title="Your match" aside={<span className="badge">{role}</span>}>
      {account.matchedMentorEmail ? (
        <p>
          Your mentor is{' '}
          <a href={`mailto:${account.matchedMentorEmail}`}>{account.matchedMentorEmail}</a>.
        </p>
      ) : account.isMatched ? (
        <p>Your roster is full.</p>
      ) : (
        <p>
          {account.profileComplete
            ? 'You take part in matching. You will see it here when you are matched.'
            : 'Matching begins once your profile is complete.'}
        </p>
      )}
      <a className="button" href="#/partners">
        {account.role === 'MENTOR' ? 'Your roster' : 'Mentors who fit'}
      </a>
    </Card>
  );
}
