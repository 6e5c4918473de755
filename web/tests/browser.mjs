// A headless browser for the tests, and what every page is held to.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { ADMIN, PASSWORD } from './server.mjs';

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

/**
 * Leaves pictures of the page at both sizes, by day and by night, and holds it to what axe finds. What the pictures are
 * about may be named, where a bar at the lower edge would cover it in a picture of the whole page.
 */
export async function look(page, name, subject) {
  mkdirSync(artefacts, { recursive: true });
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(viewport);
      const path = `${artefacts}${name}-${size}-${colorScheme}.png`;
      // A dialog belongs to the window, and so does what it covers.
      const isCovered = await page.locator('dialog[open]').count();
      await subject?.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await page.screenshot({ path, fullPage: !isCovered && !subject });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name} is ${wide} pixels too wide for a ${size}`);
    }
    await accessible(page, `${name} (${colorScheme})`);
  }
}

/** Axe finds nothing serious on the page as it is. */
export async function accessible(page, name) {
  // Evaluated by the debugger, which no policy of the page applies to.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  assert.deepEqual(told, [], `${name} is accessible`);
}

/** Signs in as a member. */
export async function signInMember(page, email) {
  await page.goto('/');
  await page.getByLabel('UCLA e-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: /Hello/ }).waitFor();
}

/** Fails the next requests of an operation, as if the server were away. */
export async function interrupt(page, operation, times = 1) {
  let left = times;
  await page.route('**/graphql', (route) => {
    const isMeant = JSON.parse(route.request().postData()).operationName === operation;
    if (!isMeant || left === 0) return route.fallback();
    left -= 1;
    return route.abort('connectionrefused');
  });
}

/** Ends the session that the browser has, elsewhere than on the page. */
export async function endSession(page) {
  await page.evaluate(async () => {
    const body = JSON.stringify({ query: 'mutation { logout { errors { code } } }' });
    await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  });
}

/** Signs in as an administrator, who is led to the first page that the role allows. */
export async function signInAdmin(page, username = ADMIN.username) {
  await page.goto('/admin');
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Presses Tab until what the locator finds has the focus. */
export async function tabTo(page, locator, most = 60) {
  for (let presses = 0; presses < most; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${locator}`);
}

/** What the locator finds gets the focus, in a moment. */
export async function hasFocus(locator) {
  const isActive = (element) => element === document.activeElement;
  for (let round = 0; round < 100; round += 1) {
    if ((await locator.count()) && (await locator.evaluate(isActive))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const found = await locator.page().evaluate(() => document.activeElement.outerHTML.slice(0, 200));
  const said = await locator.page().locator('body').innerText();
  assert.fail(`${locator} has not the focus, but ${found}, on a page that says:\n${said}`);
}
