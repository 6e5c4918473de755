// Checks a page at a zoom of 400 %, which is as if the window were 320 pixels wide.

import { DESKTOP, fits } from './browser.mjs';

/** Checks that the page needs no horizontal scrolling, and restores the size of a laptop. */
export async function fitsZoomed(page) {
  await page.setViewportSize({ width: 320, height: 640 });
  await fits(page, 'the page at 400 % zoom');
  await page.setViewportSize(DESKTOP);
}
