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
  const isShown = password !== '' && estimate !== null;
  const level = isShown ? estimate?.(password, words) : undefined;
  return (
    <div className="strength">
      {isShown && (
        // It has its place before the estimate is loaded: what appears later would move a button that is being pressed.
        <div className="strength-bar" data-level={level} aria-hidden="true">
          <span />
        </div>
      )}
      <p className="hint" aria-live="polite">
        {level !== undefined && `Password strength: ${WORDS[level]}`}
      </p>
    </div>
  );
}

/** Loads the estimate when it is needed for the first time; null if that failed. The form works without it. */
function useEstimate(isNeeded: boolean): Estimate | null | undefined {
  const [estimate, setEstimate] = useState<Estimate | null>();
  useEffect(() => {
    if (!isNeeded) return;
    import('./password_strength').then(
      (loaded) => setEstimate(() => loaded.estimate),
      (error) => {
        setEstimate(null);
        console.warn('The strength of the password cannot be shown.', error);
      },
    );
  }, [isNeeded]);
  return estimate;
}
