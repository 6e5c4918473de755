// A headless browser for the tests, and the checks that every page must pass.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

import { ADMIN, PASSWORD } from './server.mjs';

const artifacts = fileURLToPath(new URL('../artifacts/', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The sizes of a laptop and of a phone. */
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** What is left of a laptop's window at a zoom of 200 and 400 percent. */
const ZOOMED = { '200 %': { width: 640, height: 400 }, '400 %': { width: 320, height: 200 } };

/** The rules of axe for what differs between light and dark. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** Starts Chromium. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? paths.find((path) => existsSync(path));
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

/** Opens a page that collects its errors in `problems`; tests assert that there are none. */
export async function open(browser, url, viewport = DESKTOP) {
  const context = await browser.newContext({ viewport, baseURL: url });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    // A violation of the content security policy is an error in the console.
    if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION/.test(message.text())) {
      page.problems.push(message.text());
    }
  });
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(url) || /^(data|blob|ws):/.test(request.url());
    if (!isOurs) page.problems.push(`request to another server: ${request.url()}`);
  });
  return page;
}

/**
 * Takes screenshots of the page in both sizes, in light and dark, and checks its width, also zoomed, and accessibility. `subject` is
 * what they should show, where the save bar would cover it in a screenshot of the whole page.
 */
export async function look(page, name, subject) {
  mkdirSync(artifacts, { recursive: true });
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(viewport);
      const path = `${artifacts}${name}-${size}-${colorScheme}.png`;
      // An open dialog covers the window, not the whole page.
      const isCovered = await page.locator('dialog[open]').count();
      await subject?.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await page.screenshot({ path, fullPage: !isCovered && !subject });
      await fits(page, `${name} on a ${size}`);
    }
    await accessible(page, `${name} (${colorScheme})`, colorScheme === 'dark' ? COLOR_RULES : undefined);
  }
  for (const [zoom, viewport] of Object.entries(ZOOMED)) {
    await page.setViewportSize(viewport);
    await fits(page, `${name} at ${zoom}`);
  }
  await page.setViewportSize(DESKTOP);
}

/** Checks that the page does not scroll sideways, once it has taken the size of its window. */
export async function fits(page, name) {
  const wide = await page.evaluate(async () => {
    // Charts take the new width in the frame after.
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
    return document.documentElement.scrollWidth - innerWidth;
  });
  assert.ok(wide <= 0, `${name} is ${wide} pixels too wide`);
}

/** Checks that axe finds no serious problems on the page, by all of its rules or by these. */
export async function accessible(page, name, rules) {
  // The debugger evaluates this, so the page's content security policy does not apply.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const problems = await page.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run({ runOnly, resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  }, rules);
  assert.deepEqual(problems, [], `${name} is accessible`);
}

/** Signs in as a member. */
export async function signInMember(page, email) {
  await page.goto('/');
  await page.getByLabel('UCLA email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: /^Hi\b/ }).waitFor();
}

/** Fails the next requests of an operation, as if the server were down. */
export async function interrupt(page, operation, times = 1) {
  let left = times;
  await page.route('**/graphql', (route) => {
    const isMeant = JSON.parse(route.request().postData()).operationName === operation;
    if (!isMeant || left === 0) return route.fallback();
    left -= 1;
    return route.abort('connectionrefused');
  });
}

/** Holds the next request of an operation until the returned function is called, and then ends it. */
export async function hold(page, operation, end = (route) => route.fallback()) {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  let isHeld = false;
  await page.route('**/graphql', async (route) => {
    const isMeant = JSON.parse(route.request().postData()).operationName === operation;
    if (!isMeant || isHeld) return route.fallback();
    isHeld = true;
    await released;
    return end(route);
  });
  return release;
}

/** Ends the browser's session without the page noticing. */
export async function endSession(page) {
  await page.evaluate(async () => {
    const body = JSON.stringify({ query: 'mutation { logout { errors { code } } }' });
    await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  });
}

/** Signs in as an administrator; the console then shows the first page that the role allows. */
export async function signInAdmin(page, username = ADMIN.username) {
  await page.goto('/admin');
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /^Your menu/ }).waitFor();
}

/** Signs out through the user's menu. */
export async function signOut(page) {
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.locator('.menu').getByRole('button', { name: 'Sign out' }).click();
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page, locator, most = 60) {
  for (let presses = 0; presses < most; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${locator}`);
}

/** Waits for an announcement to screen readers. */
export function announces(page, text) {
  return page.locator('output').filter({ hasText: text }).waitFor({ state: 'attached' });
}

/** Reads again until what was read is right, for a few seconds at most, and returns what was read last. */
export async function readUntil(isRight, read) {
  let found = await read();
  for (let round = 0; round < 100 && !isRight(found); round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = await read();
  }
  return found;
}

/** Waits until the field has the value. */
export async function hasValue(locator, value) {
  const isRight = (found) => found === value;
  assert.equal(await readUntil(isRight, () => locator.inputValue()), value);
}

/** Waits until the element has the focus. */
export async function hasFocus(locator) {
  const isActive = (element) => element === document.activeElement;
  for (let round = 0; round < 100; round += 1) {
    if ((await locator.count()) && (await locator.evaluate(isActive))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const found = await locator.page().evaluate(() => document.activeElement.outerHTML.slice(0, 200));
  // biome-ignore lint/performance/useDomNodeTextContent: the text that a person sees.
  const text = await locator.page().locator('body').innerText();
  assert.fail(
    `${locator} does not have the focus, but ${found} does, on a page with the text:\n${text}`,
  );
}
