// Checks a page at a zoom of 400 %, which is as if the window were 320 pixels wide.

import assert from 'node:assert/strict';

import { DESKTOP } from './browser.mjs';

/** Checks that the page needs no horizontal scrolling, and restores the size of a laptop. */
export async function fitsZoomed(page) {
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `the page is ${wide} pixels too wide at 400 % zoom`);
  await page.setViewportSize(DESKTOP);
}
