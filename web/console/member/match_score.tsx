// How well two people match, in percent, with a list of what that is made of.

import type { CompatibilityFactor } from '../api/operations';
import { Menu } from '../parts/menu';

interface Factor {
  factor: CompatibilityFactor;
  points: number;
  max: number;
}

const NAMES: Record<CompatibilityFactor, string> = {
  MAJORS: 'Majors',
  MINORS: 'Minors',
  HOBBIES: 'Hobbies',
  CLUBS: 'Clubs',
  GOALS: 'Goals',
  YEARS: 'Year of study',
};

/** A button with the percentage, which opens the list. `name` is whose score it is, for screen readers. */
export function MatchScore({ factors, name }: { factors: Factor[]; name: string }) {
  const share = percentOf(factors);
  return (
    <Menu
      className="match-score"
      button={
        <>
          <Ring share={share} />
          {share}% match
          <span className="hidden"> with {name}: details</span>
        </>
      }
    >
      <p className="menu-head">
        <strong>{share}% match</strong>
        What your surveys have in common, by points.
      </p>
      <dl className="match-factors">
        {factors.map(({ factor, points, max }) => (
          <div key={factor}>
            <dt>{NAMES[factor]}</dt>
            <dd>
              <progress max={max} value={points} aria-hidden="true" />
              <span className="number">
                {points} of {max}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Menu>
  );
}

function Ring({ share }: { share: number }) {
  return (
    <svg className="match-ring" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="8" />
      <circle cx="10" cy="10" r="8" pathLength={100} strokeDasharray={`${share} 100`} />
    </svg>
  );
}

/** The points as a percentage of the most that are possible. */
function percentOf(factors: Factor[]): number {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const max = sum(factors.map((factor) => factor.max));
  return max ? Math.round((100 * sum(factors.map(({ points }) => points))) / max) : 0;
}
