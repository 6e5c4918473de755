// How strong a password is, as a bar and in words. Only a hint: what is accepted depends on the rules and the server.

import { useEffect, useState } from 'react';

import type { Estimate } from './password_strength';

const WORDS = ['Weak', 'Fair', 'Strong'] as const;

interface Props {
  password: string;
  /** The person's own words, which are easy to guess. */
  words: (string | null | undefined)[];
}

export function Strength({ password, words }: Props) {
  const estimate = useEstimate(password !== '');
  const level = password && estimate ? estimate(password, words) : null;
  return (
    <div className="strength">
      {level !== null && (
        <div className="strength-bar" data-level={level} aria-hidden="true">
          <span />
        </div>
      )}
      <p className="hint" aria-live="polite">
        {level !== null && `Password strength: ${WORDS[level]}`}
      </p>
    </div>
  );
}

/** Loads the estimate when it is needed for the first time. The form works without it. */
function useEstimate(isNeeded: boolean): Estimate | null {
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  useEffect(() => {
    if (!isNeeded) return;
    import('./password_strength').then(
      (loaded) => setEstimate(() => loaded.estimate),
      (error) => console.warn('The strength of the password cannot be shown.', error),
    );
  }, [isNeeded]);
  return estimate;
}
