// Registering when the server asks for a proof of work.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { solve } from '@bruinbridge/validation/proof-of-work';

import { open } from './browser.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

test('a proof has the zero bits that were asked for', async () => {
  const proof = await solve('jo@ucla.edu', { bits: 12, timestamp: 1_800_000_000 });
  assert.match(proof, /^1800000000:\d+$/);
  const text = `bruinbridge:register:jo@ucla.edu:${proof}`;
  const digest = createHash('sha256').update(text).digest('hex');
  assert.match(digest, /^000/);
});

test('the console sends a proof of work when the server asks for it', async (context) => {
  const { server, browser } = await setUp(context, {
    RATE_LIMITS: 'on',
    REGISTRATION_PROOF_AFTER: '1/hour',
  });
  await server.register('al@ucla.edu');
  await assert.rejects(server.register('jo@ucla.edu'), /proof of work/);
  const page = await open(browser, server.url);
  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  // The page before has fields with the same labels.
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  await page.getByLabel('UCLA email').fill('jo@ucla.edu');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
});
