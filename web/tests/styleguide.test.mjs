// The style guide of the development server: every component renders, in both themes, and is accessible.

import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

import { accessible, hasFocus, launch, look, open } from './browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

test('the style guide shows every component, day and night', async (context) => {
  const page = await stage(context);
  await look(page, 'styleguide');
  assert.deepEqual(page.problems, []);
});

test('the theme follows the system until one is chosen, which other pages then show', async (context) => {
  const page = await stage(context);
  const isDark = () => page.evaluate(() => getComputedStyle(document.documentElement).color);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await isDark();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await isDark();
  assert.notEqual(light, dark);
  await page.getByRole('radio', { name: 'Light theme' }).check({ force: true });
  assert.equal(await isDark(), light);
  const other = await page.context().newPage();
  await other.emulateMedia({ colorScheme: 'dark' });
  await other.goto('/styleguide/');
  await other.getByRole('heading', { name: 'Style guide' }).waitFor();
  assert.equal(await other.evaluate(() => getComputedStyle(document.documentElement).color), light);
  await other.getByRole('radio', { name: 'Dark theme' }).check({ force: true });
  await page.waitForFunction((dark) => getComputedStyle(document.documentElement).color === dark, dark);
  await page.getByRole('radio', { name: 'System theme' }).check({ force: true });
  await page.emulateMedia({ colorScheme: 'light' });
  assert.equal(await isDark(), light);
});

test('menus, dialogs and panels work with the keyboard alone, and return the focus', async (context) => {
  const page = await stage(context);
  const button = (name) => page.getByRole('button', { name, exact: true });
  await button('Menu').press('Enter');
  await hasFocus(page.locator('.menu').getByRole('button', { name: 'Edit' }));
  await page.keyboard.press('ArrowDown');
  await hasFocus(page.locator('.menu').getByRole('button', { name: 'Delete' }));
  await accessible(page, 'the menu');
  await page.keyboard.press('Escape');
  await hasFocus(button('Menu'));

  await button('End match').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'End this match?' });
  // Whoever presses Enter twice ends nothing.
  await hasFocus(dialog.getByRole('button', { name: 'Cancel' }));
  await accessible(page, 'the dialog');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await hasFocus(button('End match'));

  await button('Open a panel').press('Enter');
  await page.getByRole('dialog', { name: 'Joe Bruin' }).waitFor();
  await accessible(page, 'the panel');
  await page.keyboard.press('Escape');
  await hasFocus(button('Open a panel'));

  await button('Show a message').press('Enter');
  await page.locator('output.toast').getByText('Your survey was saved.').waitFor();
  assert.deepEqual(page.problems, []);
});

/** Opens the style guide on a development server of its own. */
async function stage(context) {
  const server = await createServer({ root, server: { port: 0, proxy: {} }, logLevel: 'error' });
  await server.listen();
  const browser = await launch();
  context.after(async () => {
    await browser.close();
    await server.close();
  });
  const page = await open(browser, server.resolvedUrls.local[0].replace(/\/$/, ''));
  await page.goto('/styleguide/');
  await page.getByRole('heading', { name: 'Style guide' }).waitFor();
  return page;
}
