// Why a member isn't suggested to anyone, and what to do about it, at the top of the matches page.

import type { Account } from './member';

export function MatchingNotice({ account }: { account: Account }) {
  const { reasons } = account.matching;
  const isMentor = account.role === 'MENTOR';
  if (reasons.includes('PROFILE_INCOMPLETE')) {
    return (
      <div className="notice row">
        <span>
          You aren't suggested to {isMentor ? 'mentees' : 'mentors'} until your survey is complete.
        </span>
        <a className="button" href="#/survey">
          Complete your survey
        </a>
      </div>
    );
  }
  if (!reasons.includes('NOT_APPROVED')) return null;
  return (
    <p className="notice">
      Mentees can find you once an administrator has approved you. You'll get an email then.
    </p>
  );
}
