// How well two people fit: the percentage, and the factors behind it.

import type { CompatibilityFactor } from '../api/operations';

/** The sum of all factors' maximums. */
const MAX_SCORE = 90;

/** From this percentage on, a fit counts as good. */
const GOOD = 50;
/** Below this percentage, a fit counts as low. */
const LOW = 20;

const FACTORS: Record<CompatibilityFactor, string> = {
  MAJORS: 'Majors',
  MINORS: 'Minors',
  GOALS: 'Goals',
  HOBBIES: 'Hobbies',
  CLUBS: 'Clubs',
  YEARS: 'Years',
};

/** A score, as a percentage of the highest. */
export function fitPercent(score: number): number {
  return Math.round((score / MAX_SCORE) * 100);
}

/** Such as "72% match". */
export function Fit({ score }: { score: number }) {
  const percent = fitPercent(score);
  const level = percent >= GOOD ? 'good' : percent < LOW ? 'low' : 'fair';
  return (
    <span className={`fit fit-${level}`}>
      <strong className="number">{percent}%</strong> <span>match</span>
    </span>
  );
}

interface Points {
  factor: CompatibilityFactor;
  points: number;
  max: number;
}

/** The factors that two people share, each with a bar of its points. */
export function Factors({ factors }: { factors: readonly Points[] }) {
  const shared = factors.filter(({ points }) => points > 0);
  if (shared.length === 0) return null;
  return (
    <ul className="factors" aria-label="What they share">
      {shared.map(({ factor, points, max }) => (
        <li key={factor} title={`${points} of ${max} points`}>
          {FACTORS[factor]}
          <span className="hidden">
            {' '}
            {points} of {max} points
          </span>
          <span className="factor-bar" aria-hidden>
            <span style={{ width: `${(points / max) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
