// The vectors of the rules, answered by the package in Node.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import * as validation from '@bruinbridge/validation';
import { judge } from './judge.mjs';

/** The vectors of a rule. */
export function vectors(rule) {
  return JSON.parse(readFileSync(new URL(`../../shared-wasm/vectors/${rule}.json`, import.meta.url)));
}

/** What the package says, as a vector would. */
export function answer(validation, rule, input) {
  const { ok, value, errors } = judge(validation, rule, input);
  if (ok) return { input, ok: rule === 'deletion' ? true : value };
  const short = errors.map(({ code, field, params }) => ({ code, field, params: params ?? {} }));
  return { input, errors: short };
}

for (const rule of ['email', 'password', 'role', 'profile', 'deletion']) {
  test(`${rule}: the package answers as in the vectors`, () => {
    for (const vector of vectors(rule)) {
      assert.deepEqual(answer(validation, rule, vector.input), vector);
    }
  });
}
