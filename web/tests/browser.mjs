// A headless browser for the tests, and what every page is held to.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const artefacts = fileURLToPath(new URL('../artefacts/', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Sizes of a desk and of a hand. */
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** Starts Chromium. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page whose errors fail the test; `problems` collects them. */
export async function open(browser, url, viewport = DESKTOP) {
  const context = await browser.newContext({ viewport, baseURL: url });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    // A policy that is breached is an error in the console.
    if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION/.test(message.text())) {
      page.problems.push(message.text());
    }
  });
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(url) || /^(data|blob|ws):/.test(request.url());
    if (!isOurs) page.problems.push(`asked elsewhere: ${request.url()}`);
  });
  return page;
}

/** Leaves a picture of the page at both sizes, and holds it to what axe finds. */
export async function look(page, name) {
  mkdirSync(artefacts, { recursive: true });
  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${artefacts}${name}-${size}.png`, fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide} pixels too wide for a ${size}`);
  }
  await page.setViewportSize(DESKTOP);
  await accessible(page, name);
}

async function accessible(page, name) {
  // Evaluated by the debugger, which no policy of the page applies to.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  assert.deepEqual(told, [], `${name} is accessible`);
}
