// How many bytes the console needs: what a first visit transfers before anyone does something, and all pages together.

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { open, signInAdmin } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

const KIB = 1024;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

test('the first page of a visitor is light', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  await page.goto('/');
  await page.getByLabel('UCLA email').waitFor();
  await within(page, 90 * KIB);
  assert.deepEqual(page.problems, []);
});

test('the first page of an administrator is light', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const earlier = await open(browser, server.url);
  await signInAdmin(earlier);
  const cookies = await earlier.context().cookies();
  // Another context has an empty cache.
  const page = await open(browser, server.url);
  await page.context().addCookies(cookies);
  await page.goto('/admin');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await within(page, 150 * KIB);
  assert.deepEqual([...earlier.problems, ...page.problems], []);
});

test('all pages together are small', () => {
  const files = readdirSync(dist, { recursive: true }).map((name) => statSync(join(dist, name)));
  const total = files.filter((file) => file.isFile()).reduce((sum, { size }) => sum + size, 0);
  assert.ok(total > 0 && total <= 3 * KIB * KIB, `the pages are ${total} bytes`);
});

/** Checks what the page has transferred, with headers, when nothing more is on its way. */
async function within(page, budget) {
  await page.waitForLoadState('networkidle');
  const bytes = await page.evaluate(() => {
    const entries = ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind));
    return entries.reduce((sum, { transferSize }) => sum + transferSize, 0);
  });
  assert.ok(bytes > 20 * KIB && bytes <= budget, `the page transferred ${bytes} bytes of ${budget}`);
}
