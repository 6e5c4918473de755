// A task: a new student registers, verifies the address and completes the survey, by mouse and by keyboard alone.

import assert from 'node:assert/strict';
import test from 'node:test';

import { open, tabTo } from './browser.mjs';
import { Steps, WAYS } from './clicks.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';

/** How many clicks or keys, apart from typing, it takes at most. */
const MOST = 12;

for (const how of WAYS) {
  test(`a new student registers, verifies and completes the survey, by ${how}`, async (context) => {
    const { server, browser } = await setUp(context);
    const page = await open(browser, server.url);
    const steps = new Steps(page, how);
    const button = (name) => page.getByRole('button', { name, exact: true });
    const link = (name) => page.getByRole('link', { name, exact: true });
    const type = (label, text) => typeInto(page, how, page.getByLabel(label), text);

    await page.goto('/');
    await steps.act(link('Create an account'));
    await button('Create account').waitFor();
    await type('UCLA email', EMAIL);
    await type('Password', PASSWORD);
    await steps.act(button('Create account'));
    await page.getByLabel('Code').waitFor();
    await type('Code', await server.code(EMAIL));
    await steps.act(button('Verify email'));
    // The page before has the same link.
    await page.getByRole('heading', { name: 'Email verified' }).waitFor();
    await steps.act(link('Sign in'));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.equal(await page.getByLabel('UCLA email').inputValue(), EMAIL);
    await type('Password', PASSWORD);
    await steps.act(button('Sign in'));

    await steps.act(link('Fill in the survey'));
    await type('First name', 'Jo');
    await type('Last name', 'Bruin');
    await steps.act(button('Save and continue'));
    await choose(page, how, page.getByLabel('Year'), 'Incoming');
    await type('Major 1', 'Physics');
    await steps.act(button('Save and continue'));
    await steps.act(button('Climbing'));
    await steps.act(button('Internship'));
    await steps.act(button('Save and finish'));
    await page.getByRole('heading', { name: 'Find your mentor' }).waitFor();
    await page.getByText('4 of 4').waitFor();
    assert.ok(steps.count <= MOST, `it takes ${steps.count} steps`);
    assert.deepEqual(page.problems, []);
  });
}

/** Types into a field, which by keyboard must be reachable. */
async function typeInto(page, how, field, text) {
  await field.waitFor();
  if (how === 'mouse') {
    await field.fill(text);
    return;
  }
  await tabTo(page, field, 200);
  await page.keyboard.type(text);
}

async function choose(page, how, field, name) {
  await field.waitFor();
  if (how === 'mouse') {
    await field.selectOption(name);
    return;
  }
  await tabTo(page, field, 200);
  await page.keyboard.type(name);
  assert.equal(await field.locator('option:checked').textContent(), name);
}
