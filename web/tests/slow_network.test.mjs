// A slow network, such as a phone in a full lecture hall: the heading shows early, and nothing jumps when the rest comes.

import assert from 'node:assert/strict';
import test from 'node:test';

import { DESKTOP, open, PHONE } from './browser.mjs';
import { setUp } from './set_up.mjs';

const SLOW = {
  offline: false,
  latency: 400,
  downloadThroughput: 50 * 1024,
  uploadThroughput: 50 * 1024,
};

/** By when the heading shows, in milliseconds. */
const SOON = 2000;
/** The greatest sum of layout shifts: half of what browsers call good. */
const STEADY = 0.05;

for (const [path, heading] of [
  ['/', 'Sign in'],
  ['/admin', 'Admin sign-in'],
]) {
  test(`${path} shows its heading early on a slow network`, async (context) => {
    const { server, browser } = await setUp(context);
    // The earliest of a few visits: others may use the machine meanwhile.
    let earliest = Number.POSITIVE_INFINITY;
    for (const viewport of [PHONE, DESKTOP, PHONE]) {
      const page = await open(browser, server.url, viewport);
      await slowDown(page);
      await page.addInitScript(watch);
      await page.goto(path, { waitUntil: 'commit' });
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
      await page.waitForLoadState('networkidle');
      const { shown, paint, shifts } = await page.evaluate(() => globalThis.seen);
      assert.equal(shown, 'BruinBridge', 'the heading of the document is painted first');
      earliest = Math.min(earliest, paint);
      const moved = shifts.reduce((sum, { value }) => sum + value, 0);
      assert.ok(moved < STEADY, `the layout shifts by ${moved}: ${JSON.stringify(shifts)}`);
      assert.deepEqual(page.problems, []);
      await page.context().close();
    }
    assert.ok(earliest <= SOON, `it shows after ${Math.round(earliest)} ms`);
  });
}

/** A new context has an empty cache, so that everything comes through the slow network. */
async function slowDown(page) {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', SLOW);
}

/** Runs in the page: notes the first paint with content, what it shows, and every shift that nobody caused. */
function watch() {
  globalThis.seen = { shown: null, paint: null, shifts: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name === 'first-contentful-paint') globalThis.seen.paint = entry.startTime;
    }
  }).observe({ type: 'paint', buffered: true });
  new PerformanceObserver((list) => {
    // The largest text of the first paint; the heading is next to it.
    const { element } = list.getEntries()[0];
    globalThis.seen.shown ??= element?.parentElement?.querySelector('h1')?.textContent ?? null;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => node?.className ?? node?.nodeName);
      if (!hadRecentInput) globalThis.seen.shifts.push({ value, moved });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
