// The package in a page without a bundler: imported from the server, it gives the results of the vectors.

import assert from 'node:assert/strict';
import test from 'node:test';

import { applyRule } from './apply_rule.mjs';
import { open } from './browser.mjs';
import { setUp } from './set_up.mjs';
import { RULES, vectors } from './vectors.mjs';

test('a plain module script gives the results of the vectors', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  await page.goto('/');
  // The debugger evaluates this, so the page's content security policy does not apply.
  await page.evaluate(`globalThis.applyRule = ${applyRule}`);
  for (const rule of RULES) {
    const expected = vectors(rule);
    const found = await page.evaluate(applyToAll, {
      rule,
      inputs: expected.map(({ input }) => input),
      url: `${server.url}/pkg/index.js`,
    });
    found.forEach(({ ok, value, errors }, index) => {
      const { ok: isValid, errors: expectedErrors = [] } = expected[index];
      assert.equal(ok, isValid !== undefined, JSON.stringify(expected[index]).slice(0, 300));
      if (ok && isValid !== true) assert.deepEqual(value, isValid);
      const short = errors.map(({ code, field, params }) => ({ code, field, params: params ?? {} }));
      assert.deepEqual(short, expectedErrors);
    });
  }
  assert.deepEqual(page.problems, []);
});

async function applyToAll({ rule, inputs, url }) {
  const validation = await import(url);
  return inputs.map((input) => globalThis.applyRule(validation, rule, input));
}
