// Reads results of the validation rules from standard input, one per line, and prints those that differ from the
// results of the package.

import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import * as validation from '@bruinbridge/validation';

import { applyRule } from './apply_rule.mjs';

let different = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const expected = JSON.parse(line);
  const { value, errors } = applyRule(validation, expected.rule, expected.input);
  const isSame = isDeepStrictEqual(value, expected.value) && isDeepStrictEqual(errors, expected.errors);
  if (isSame) continue;
  different += 1;
  if (different <= 5) {
    console.log(
      `expected ${line.slice(0, 2000)}\nfound    ${JSON.stringify({ value, errors }).slice(0, 2000)}`,
    );
  }
}
if (different) console.log(`${different} results differ`);
process.exitCode = different ? 1 : 0;
