// The page of the playground paints early on a slow connection, loads its editor after that, and follows the theme.

import assert from 'node:assert/strict';
import test from 'node:test';

import { accessible, look, open } from './browser.mjs';
import { hasEditor, openPlayground, shows } from './playground.mjs';
import { setUp } from './set_up.mjs';

/** 400 ms and 50 KB/s. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const MAX_PAINT_MS = 3000;
const MAX_SHIFT = 0.05;

test('the playground paints within three seconds on a slow connection, and nothing moves later', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  const page = await open(browser, server.url);
  page.setDefaultTimeout(90_000);
  const html = await (await fetch(`${server.url}/playground`)).text();
  assert.match(html, /<h1>BruinBridge <span>playground<\/span><\/h1>/, 'the heading needs no script');

  await slowDown(page);
  await page.addInitScript(observeShifts);
  await page.goto('/playground', { waitUntil: 'commit' });
  await page.getByRole('heading', { name: 'Visitors' }).waitFor();
  await page.getByText('Loading the editor…').waitFor();
  await look(page, 'playground-loading');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: /^Rules Query/ }).click();
  await hasEditor(page);
  await page.getByRole('region', { name: 'Operation', exact: true }).getByText('emailDomains').waitFor();

  const { paint, shift } = await page.evaluate(measured);
  context.diagnostic(`first contentful paint after ${Math.round(paint)} ms, layout shift ${shift}`);
  assert.ok(paint < MAX_PAINT_MS, `the first paint is after ${paint} ms`);
  assert.ok(shift < MAX_SHIFT, `the layout shifts by ${shift}`);
  assert.deepEqual(page.problems, []);
});

test('an editor that could not be loaded can be tried again', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  for (const file of [
    '**/assets/workbench-*.js',
    '**/assets/editor.api-*.js',
    '**/assets/workbench-*.css',
  ]) {
    const page = await open(browser, server.url);
    await page.route(file, (route) => route.abort('connectionrefused'));
    await page.goto('/playground');
    await page.getByText("The editor couldn't be loaded.").waitFor();
    await accessible(page, 'the failed editor');
    await page.unroute(file);
    await page.getByRole('button', { name: 'Try again' }).click();
    await hasEditor(page);
    await shows(page, 'Rules', '"passwordMin"');
    const toolbar = page.getByRole('toolbar', { name: 'Operation' });
    assert.equal(await toolbar.evaluate((element) => getComputedStyle(element).display), 'flex', file);
    await page.context().close();
  }
});

test('the theme follows the system while the page is open', async (context) => {
  const { page } = await openPlayground(context);
  await shows(page, 'Rules', '"passwordMin"');
  for (const colorScheme of ['dark', 'light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await hasTheme(page, colorScheme);
    await accessible(page, `the playground (${colorScheme})`);
  }
  await look(page, 'playground-result');
  assert.deepEqual(page.problems, []);
});

test('the theme can be chosen, here or in the console', async (context) => {
  const { page } = await openPlayground(context);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByTitle('Dark theme').click();
  await hasTheme(page, 'dark');
  assert.equal(await page.evaluate(() => localStorage.getItem('bruinbridge-theme')), 'dark');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await look(page, 'playground-chosen-dark');

  // Before any script of the page runs, so that nothing flashes.
  await page.route('**/assets/playground-*.js', (route) => route.abort());
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.unroute('**/assets/playground-*.js');
  await page.reload();
  await hasEditor(page);
  await hasTheme(page, 'dark');

  const other = await page.context().newPage();
  await other.goto('/healthz');
  await other.evaluate(() => localStorage.setItem('bruinbridge-theme', 'light'));
  await hasTheme(page, 'light');
  await page.getByTitle('System theme').click();
  assert.equal(await page.evaluate(() => localStorage.getItem('bruinbridge-theme')), null);
  await page.emulateMedia({ colorScheme: 'dark' });
  await hasTheme(page, 'dark');
});

test('the console has the chosen theme before its scripts run', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  await page.goto('/healthz');
  await page.evaluate(() => localStorage.setItem('bruinbridge-theme', 'dark'));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.route('**/assets/console-*.js', (route) => route.abort('connectionrefused'));
  for (const path of ['/', '/admin']) {
    await page.goto(path);
    const [theme, background] = await page.evaluate(() => [
      document.documentElement.dataset.theme,
      getComputedStyle(document.documentElement).backgroundColor,
    ]);
    assert.equal(theme, 'dark');
    const lightest = Math.max(...background.match(/\d+/g).slice(0, 3).map(Number));
    assert.ok(lightest < 64, `${path} starts with the color ${background}`);
  }
  assert.deepEqual(page.problems, []);
});

/** Waits until the page and its editor have a theme. */
async function hasTheme(page, theme) {
  const background = theme === 'dark' ? 'rgb(22, 34, 43)' : 'rgb(255, 255, 255)';
  await page.waitForFunction((background) => {
    const places = [...document.querySelectorAll('.toolbar, .monaco-editor .view-lines')].map((place) =>
      place.closest('.monaco-editor, .toolbar'),
    );
    return (
      places.length > 1 &&
      places.every((place) => getComputedStyle(place).backgroundColor === background)
    );
  }, background);
}

async function slowDown(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.clearBrowserCache');
  await session.send('Network.emulateNetworkConditions', SLOW);
}

function observeShifts() {
  globalThis.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
}

function measured() {
  const [{ startTime }] = performance.getEntriesByName('first-contentful-paint');
  return { paint: startTime, shift: globalThis.shift };
}
