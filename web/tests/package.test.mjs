// The package in a page without a bundler: imported from the server, it answers as the vectors say.

import assert from 'node:assert/strict';
import test from 'node:test';
import { open } from './browser.mjs';
import { judge } from './judge.mjs';
import { RULES, vectors } from './vectors.mjs';
import { setUp } from './set_up.mjs';

test('a plain module script judges as in the vectors', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  await page.goto('/');
  // Evaluated by the debugger, which no policy of the page applies to.
  await page.evaluate(`globalThis.judge = ${judge}`);
  for (const rule of RULES) {
    const expected = vectors(rule);
    const found = await page.evaluate(judgeAll, {
      rule,
      inputs: expected.map(({ input }) => input),
      url: `${server.url}/pkg/index.js`,
    });
    found.forEach(({ ok, value, errors }, index) => {
      const { ok: wanted, errors: refused = [] } = expected[index];
      assert.equal(ok, wanted !== undefined, JSON.stringify(expected[index]).slice(0, 300));
      if (ok && wanted !== true) assert.deepEqual(value, wanted);
      const short = errors.map(({ code, field, params }) => ({ code, field, params: params ?? {} }));
      assert.deepEqual(short, refused);
    });
  }
  assert.deepEqual(page.problems, []);
});

async function judgeAll({ rule, inputs, url }) {
  const validation = await import(url);
  return inputs.map((input) => globalThis.judge(validation, rule, input));
}
