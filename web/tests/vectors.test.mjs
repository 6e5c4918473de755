// The test vectors of the rules, run with the package in Node.

import assert from 'node:assert/strict';
import test from 'node:test';
import * as validation from '@bruinbridge/validation';

import { applyRule } from './apply_rule.mjs';
import { RULES, vectors } from './vectors.mjs';

for (const rule of RULES) {
  test(`${rule}: the package gives the results of the vectors`, () => {
    for (const vector of vectors(rule)) {
      assert.deepEqual(resultOf(rule, vector.input), vector);
    }
  });
}

/** The result of the package, in the format of a vector. */
function resultOf(rule, input) {
  const { ok, value, errors } = applyRule(validation, rule, input);
  if (ok) return { input, ok: rule === 'deletion' ? true : value };
  const short = errors.map(({ code, field, params }) => ({ code, field, params: params ?? {} }));
  return { input, errors: short };
}
