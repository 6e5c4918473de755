// The vectors of the rules, answered by the package in Node.

import assert from 'node:assert/strict';
import test from 'node:test';
import * as validation from '@bruinbridge/validation';
import { judge } from './judge.mjs';
import { RULES, vectors } from './vectors.mjs';

for (const rule of RULES) {
  test(`${rule}: the package answers as in the vectors`, () => {
    for (const vector of vectors(rule)) {
      assert.deepEqual(answer(rule, vector.input), vector);
    }
  });
}

/** What the package says, as a vector would. */
function answer(rule, input) {
  const { ok, value, errors } = judge(validation, rule, input);
  if (ok) return { input, ok: rule === 'deletion' ? true : value };
  const short = errors.map(({ code, field, params }) => ({ code, field, params: params ?? {} }));
  return { input, errors: short };
}
