// Estimates how hard a password is to guess. It is large, so it is loaded when someone types a new password.

import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs } from '@zxcvbn-ts/language-common';

import { commonWords, passwords } from './frequent_words';

/** Weak, fair or strong. */
export type Level = 0 | 1 | 2;

export type Estimate = (password: string, words: (string | null | undefined)[]) => Level;

/** Words that are common here. */
const CAMPUS = ['bruin', 'bruins', 'ucla', 'bruinbridge', 'westwood', 'gobruins'];

/** Scores up to 4: below the first a password is weak, and from the second on it is strong. */
const FAIR = 2;
const STRONG = 4;

const zxcvbn = new ZxcvbnFactory({
  dictionary: { passwords: passwords.split('\n'), commonWords: commonWords.split('\n'), campus: CAMPUS },
  graphs: { qwerty: adjacencyGraphs.qwerty, keypad: adjacencyGraphs.keypad },
  // The time that it takes grows faster than the length, and longer ones are strong.
  maxLength: 40,
  l33tMaxSubstitutions: 20,
});

export const estimate: Estimate = (password, words) => {
  const own = words.flatMap((word) => word?.split(/[\s@.+_-]+/) ?? []).filter(Boolean);
  const { score } = zxcvbn.check(password, own);
  return score >= STRONG ? 2 : score >= FAIR ? 1 : 0;
};
