// How complete the member's profile is: at the head of the home page while something is missing, and later in a card.

import { Card } from '../parts/card';
import { LABELS } from '../parts/profile';
import { Hero } from './hero';
import type { Account } from './member';
import { addressOf, stepWith } from './survey_steps';

const REQUIRED = ['firstName', 'lastName', 'year', 'major'] as const;

export function FinishProfile({ account: { missingFields } }: { account: Account }) {
  const isStarted = missingFields.length < REQUIRED.length;
  return (
    <Hero
      title={isStarted ? 'Finish your profile' : 'Start with your profile'}
      action={
        <a className="button primary" href={`#/${addressOf(stepWith(missingFields))}`}>
          {isStarted ? 'Finish your profile' : 'Fill in the survey'}
        </a>
      }
      aside={<Missing missing={missingFields} />}
    >
      <p>
        You can be matched once your profile is complete. It takes about three minutes, and you can
        change it anytime.
      </p>
    </Hero>
  );
}

function Missing({ missing }: { missing: readonly string[] }) {
  const filledIn = REQUIRED.length - missing.length;
  return (
    <div className="hero-checks">
      <div className="hero-progress">
        <progress max={REQUIRED.length} value={filledIn} aria-label="Profile completeness" />
        <span className="number">
          {filledIn} of {REQUIRED.length}
        </span>
      </div>
      <ul className="checks">
        {REQUIRED.map((field) => (
          <li key={field} className={missing.includes(field) ? '' : 'is-done'}>
            {LABELS[field]} <span className="soft">{missing.includes(field) ? 'missing' : 'added'}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A quiet card about a complete profile. */
export function ProfileCard() {
  return (
    <Card
      title="Your profile"
      aside={
        <span className="badge badge-good">
          {REQUIRED.length} of {REQUIRED.length}
        </span>
      }
    >
      <p className="soft">The more you share, the better your matches. Keep it up to date.</p>
      <a className="button" href="#/survey">
        Update your survey
      </a>
    </Card>
  );
}
