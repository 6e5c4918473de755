// The search of the whole console: people by name, address and id, pages, actions, and the keyboard alone.

import assert from 'node:assert/strict';
import test from 'node:test';

import { hasFocus, look, open, signInAdmin } from './browser.mjs';
import { createProgram, registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const SETTINGS = { SEND_EMAILS: 'false' };

test('people are found by name, by address and by id', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  const query = '{ user(email: "ann@ucla.edu") { id } }';
  const { id } = (await server.ask(query, {}, await server.adminToken())).user;
  for (const text of ['adams', 'ann@ucla', id]) {
    await page.getByRole('button', { name: /^Search/ }).click();
    await field(page).fill(text);
    const option = page.getByRole('option', { name: 'Ann Adams ann@ucla.edu' });
    await option.waitFor();
    if (text === 'adams') await look(page, 'palette-people');
    await option.click();
    await page.waitForURL(new RegExp(`#/people/${id}$`));
    await page.goto('/admin#/');
  }
  assert.deepEqual(page.problems, []);
});

test('the keyboard opens it, chooses a page or an action, and closes it', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  const button = page.getByRole('button', { name: /^Search/ });
  await button.focus();
  await page.keyboard.press('Control+k');
  await hasFocus(field(page));
  await look(page, 'palette');
  await page.keyboard.press('Escape');
  await field(page).waitFor({ state: 'detached' });
  await hasFocus(button);

  for (const [text, hash] of [
    ['webhooks', '#/webhooks'],
    ['outbox', '#/emails'],
    ['administrators', '#/admins'],
    ['new webhook', '#/webhooks?new=1'],
    ['invite', '#/people?invite=1'],
    ['plan', '#/matches?tab=plans'],
  ]) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash === hash);
    await field(page).waitFor({ state: 'detached' });
    await page.goto('/admin#/');
  }

  await page.keyboard.press('Control+k');
  const chosen = page.locator('[role="option"][aria-selected="true"]');
  await chosen.getByText('Overview').waitFor();
  await page.keyboard.press('ArrowDown');
  await chosen.getByText('People').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  const last = page.locator('[role="option"]').last();
  await last.and(chosen).waitFor();
  assert.equal(await field(page).getAttribute('aria-activedescendant'), await last.getAttribute('id'));
  await page.keyboard.type('zzzz');
  await page.getByText('Nothing found.').waitFor();
  await page.keyboard.press('Enter');
  await field(page).waitFor();
  assert.deepEqual(page.problems, []);
});

test('it finds only what the role allows', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  await registerAdmin(server, 'keeper', 'KEEPER', PASSWORD, ['WEBHOOKS_READ', 'WEBHOOKS_WRITE']);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'keeper');
  await page.keyboard.press('Control+k');
  await field(page).waitFor();
  assert.deepEqual(await page.getByRole('option').allTextContents(), ['WebhooksPage']);
  await page.keyboard.type('ann');
  await page.getByText('Nothing found.').waitFor();
  assert.deepEqual(page.problems, []);
});

function field(page) {
  return page.getByRole('combobox', { name: 'Search people, pages, and actions' });
}
