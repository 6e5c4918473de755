// Reads verdicts from standard input, a line each, and prints those that the package sees differently.

import { isDeepStrictEqual } from 'node:util';
import { createInterface } from 'node:readline';
import * as validation from '@bruinbridge/validation';
import { judge } from './judge.mjs';

let different = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const expected = JSON.parse(line);
  const { value, errors } = judge(validation, expected.rule, expected.input);
  const isSame =
    isDeepStrictEqual(value, expected.value) && isDeepStrictEqual(errors, expected.errors);
  if (isSame) continue;
  different += 1;
  if (different <= 5) {
    console.log(`expected ${line.slice(0, 2000)}\nfound    ${JSON.stringify({ value, errors }).slice(0, 2000)}`);
  }
}
if (different) console.log(`${different} verdicts differ`);
process.exitCode = different ? 1 : 0;
