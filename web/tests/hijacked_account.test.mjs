// A task: a hijacked account is found and signed out everywhere, by mouse and by keyboard alone.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, open, signInAdmin, tabTo } from './browser.mjs';
import { Steps, WAYS } from './clicks.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

const MOST = 5;

for (const how of WAYS) {
  test(`a hijacked account is signed out everywhere in at most ${MOST} clicks, by ${how}`, async (context) => {
    const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
    await createProgram(server);
    const stolen = [await server.token('ann@ucla.edu'), await server.token('ann@ucla.edu')];
    const page = await open(browser, server.url);
    await signInAdmin(page);
    await page.getByText('To do first').waitFor();

    const steps = new Steps(page, how);
    await steps.act(page.getByRole('navigation').getByRole('link', { name: 'People' }));
    await find(page, how, 'ann');
    await steps.act(page.getByRole('link', { name: 'Ann Adams' }));
    const panel = page.getByRole('dialog', { name: 'Person' });
    await openSessions(steps, panel);
    await panel.getByText('127.0.0.1').nth(2).waitFor();
    await steps.act(panel.getByRole('button', { name: 'Sign out everywhere' }));
    const dialog = page.getByRole('dialog', { name: 'Sign Ann Adams out everywhere?' });
    await steps.act(dialog.getByRole('button', { name: 'Sign out everywhere' }));
    await announces(page, 'Signed out everywhere.');
    await panel.getByText('Not signed in anywhere').waitFor();

    assert.ok(steps.count <= MOST, `${steps.count} clicks`);
    for (const token of stolen) {
      await assert.rejects(server.ask('{ me { id } sentRequests { nodes { id } } }', {}, token));
    }
    assert.deepEqual(page.problems, []);
  });
}

/** Typing is not a click. */
async function find(page, how, text) {
  const field = page.getByRole('searchbox', { name: 'Search by name or email' });
  if (how === 'keyboard') await tabTo(page, field);
  else await field.focus();
  await page.keyboard.type(text);
  await page.getByText('1 person', { exact: true }).waitFor();
}

/** The arrow keys move between tabs. */
async function openSessions(steps, panel) {
  if (steps.how === 'mouse') await steps.act(panel.getByRole('tab', { name: 'Sessions' }));
  else await steps.act(panel.getByRole('tab', { name: 'Overview' }), 'ArrowRight');
}
