// A browser whose clock is wrong counts from the server's time, and offers what the server still does.

import assert from 'node:assert/strict';
import test from 'node:test';

import { open, signInAdmin, signInMember } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';
const HOUR_MS = 3_600_000;
const LEFT = /^(59m \d\ds|1h 00m 0\ds)/;
/** The same where the page counts minutes. */
const UNTIL = /in (59 min|1 h)/;

for (const [clock, hours] of [
  ['two hours ahead', 2],
  ['a day behind', -24],
]) {
  test(`a member whose clock is ${clock} can still cancel a deletion`, async (context) => {
    const { page } = await stage(context, hours);
    await signInMember(page, ANN);
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByLabel(`Type ${ANN} to confirm`).fill(ANN);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('timer').waitFor();
    assert.match(await page.getByRole('timer').textContent(), LEFT);
    await page.reload();
    await page.getByRole('timer').waitFor();
    assert.match(await page.getByRole('timer').textContent(), LEFT);
    await page.getByRole('button', { name: 'Keep my account' }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    assert.deepEqual(page.problems, []);
  });

  test(`an administrator whose clock is ${clock} sees what the server would do`, async (context) => {
    const { server, page } = await stage(context, hours);
    const query = `mutation($input: RequestAccountDeletionInput!) {
      requestAccountDeletion(input: $input) { errors { code } } }`;
    await server.ask(query, { input: { confirmation: ANN } }, await server.token(ANN));
    const days = page.waitForRequest((request) => request.postData()?.includes('query Days'));
    await signInAdmin(page);
    const { variables } = JSON.parse((await days).postData());
    assert.equal(variables.to, new Date().toISOString().slice(0, 10));
    await page.getByRole('link', { name: 'Deletions', exact: true }).click();
    const row = page.getByRole('row', { name: /Ann Adams/ });
    assert.match(await row.getByRole('cell').nth(2).textContent(), UNTIL);
    await page.getByRole('link', { name: 'Ann Adams' }).click();
    await page.getByText(UNTIL).first().waitFor();
    await page.getByRole('button', { name: 'Restore account' }).click();
    await page.getByText('Pending deletion', { exact: true }).waitFor({ state: 'detached' });
    assert.deepEqual(page.problems, []);
  });
}

async function stage(context, hours) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const page = await open(browser, server.url);
  await page.clock.install({ time: Date.now() + hours * HOUR_MS });
  return { server, page };
}
