// The test vectors of the rules: inputs and the expected results.

import { readFileSync } from 'node:fs';

/** The rules that have vectors. */
export const RULES = ['email', 'password', 'role', 'profile', 'deletion'];

/** The vectors of a rule. */
export function vectors(rule) {
  return JSON.parse(readFileSync(new URL(`../../shared-wasm/vectors/${rule}.json`, import.meta.url)));
}
