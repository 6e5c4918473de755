// The schema passes the rules of two linters, except for those that are listed here with the reason.

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { install, run } from './tools.mjs';

const TIMEOUT = { timeout: 300_000 };
const schema = fileURLToPath(new URL('../../schema.graphql', import.meta.url));

/** What each linter may report: a rule, the findings that it may have, and why. */
const EXCEPTIONS = {
  'graphql-schema-linter': [
    // The order of the schema follows the meaning: the parts of a name stand together.
    ['input-object-fields-sorted-alphabetically', /./],
    ['type-fields-sorted-alphabetically', /./],
    // The only argument of a mutation; its type is described.
    ['arguments-have-descriptions', /^The `input` argument of /],
  ],
  'graphql-eslint': [
    // Payloads, pages and values have no identity of their own.
    ['@graphql-eslint/strict-id-in-types', /./],
    // The same time as matchedAt of Mentee.
    ['@graphql-eslint/no-typename-prefix', /^Field "matchedAt" /],
    // A directive of the specification, which every schema has.
    ['@graphql-eslint/no-unreachable-types', /^Directive `specifiedBy` /],
  ],
};

test('graphql-schema-linter has no other findings', TIMEOUT, async () => {
  const folder = await setUp();
  const printed = await run(folder, process.execPath, ['schema_linter.mjs']);
  check('graphql-schema-linter', JSON.parse(printed));
});

test('the recommended rules of graphql-eslint have no other findings', TIMEOUT, async () => {
  const folder = await setUp();
  const printed = await run(folder, process.execPath, ['eslint.mjs']);
  check('graphql-eslint', JSON.parse(printed));
});

async function setUp() {
  const folder = await install('clients/lint');
  cpSync(schema, join(folder, 'schema.graphql'));
  return folder;
}

/** Checks that every finding has an exception, and every exception a finding. */
function check(linter, findings) {
  const exceptions = EXCEPTIONS[linter];
  const isExpected = ({ rule, message }) =>
    exceptions.some(([name, pattern]) => name === rule && pattern.test(message));
  const others = findings.filter((finding) => !isExpected(finding));
  assert.deepEqual(others, []);
  const unused = exceptions.filter(([name]) => !findings.some(({ rule }) => rule === name));
  assert.deepEqual(unused, []);
}
