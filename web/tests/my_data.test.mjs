// A member downloads everything that is held about them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';

import { look, open, signInMember } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';

test('a member downloads a file with everything held about them', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInMember(page, ANN);
  await page.getByRole('link', { name: 'Account' }).click();
  const button = page.getByRole('button', { name: 'Download my data' });
  const downloading = page.waitForEvent('download');
  await button.click();
  const download = await downloading;
  await page.getByText('Your data has been downloaded.').waitFor();
  assert.equal(download.suggestedFilename(), 'bruinbridge-my-data.json');
  const data = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(data.account.email, ANN);
  assert.ok(data.account.sessions.length > 0);
  assert.deepEqual(Object.keys(data), [
    'account',
    'messages',
    'requests',
    'concerns',
    'emails',
    'signals',
  ]);
  assert.ok(data.signals.some((signal) => signal.name === 'user_registered'));
  await look(page, 'my-data');
  assert.deepEqual(page.problems, []);
});

test('a download that is refused says so', async (context) => {
  const { server, browser } = await setUp(context, {
    SEND_EMAILS: 'false',
    RATE_LIMITS: 'on',
    EXPORT_LIMIT_PER_ACCOUNT: '1/hour',
  });
  await server.member(ANN, 'MENTEE', { firstName: 'Ann' });
  const page = await open(browser, server.url);
  await signInMember(page, ANN);
  await page.goto('/#/account');
  const button = page.getByRole('button', { name: 'Download my data' });
  const downloading = page.waitForEvent('download');
  await button.click();
  await downloading;
  await button.click();
  await page.getByRole('alert').filter({ hasText: 'Too many' }).waitFor();
  // The browser reports the refusal too.
  assert.ok(page.problems.every((problem) => problem.includes('429')));
});
