// Signing in as a person for support: the dialog, the banner on every page, and the way back.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInAdmin, signInMember } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

const BANNER = /You're signed in as Ann Adams for support until \d+:\d+.[AP]M\./;

test('an administrator signs in as a person and goes back', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', IMPERSONATION: 'true' });
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Ann Adams' }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Sign in as this person' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in as Ann Adams?' });
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await dialog.getByText('Enter a reason.').waitFor();
  await look(page, 'impersonate');
  await dialog.getByLabel('Reason').fill('She cannot finish the survey.');
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText(BANNER).waitFor();
  await look(page, 'impersonated');
  for (const name of ['Survey', 'Mentors', 'Account']) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('link', { name, exact: true, current: 'page' }).waitFor();
    await page.getByText(BANNER).waitFor();
  }

  assert.equal(await page.getByRole('link', { name: 'Messages' }).count(), 0);

  const member = await open(browser, server.url);
  await signInMember(member, 'ann@ucla.edu');
  assert.equal(await member.getByText(BANNER).count(), 0);
  await member.getByRole('link', { name: 'Account' }).click();
  await member.getByText('Support', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByRole('heading', { name: 'Ann Adams' }).waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Sign in as this person' }).waitFor();
});

test('support sees no messages, and no links to them', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', IMPERSONATION: 'true' });
  await createProgram(server);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  const max = await server.token('max@ucla.edu');
  await server.ask(add, { input: { menteeEmail: 'ann@ucla.edu' } }, max);
  for (const [person, partner, list, own] of [
    ['Ann Adams', 'Max Miller', 'Mentors', 'Your mentor'],
    ['Max Miller', 'Ann Adams', 'Mentees', 'Your roster'],
  ]) {
    const page = await open(browser, server.url);
    await signInAdmin(page);
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: person }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Sign in as this person' }).click();
    const dialog = page.getByRole('dialog', { name: `Sign in as ${person}?` });
    await dialog.getByLabel('Reason').fill('The survey cannot be finished.');
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: /^Hi\b/ }).waitFor();
    await page.getByRole('main').getByText(partner).first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.getByRole('link', { name: /^Message/ }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
    await look(page, `impersonated-home-${list.toLowerCase()}`);
    await page.getByRole('link', { name: list, exact: true }).click();
    const card = page.locator('.card', { has: page.getByRole('heading', { name: own }) });
    await card.getByText(partner).first().waitFor();
    assert.equal(await page.getByRole('link', { name: /^Message/ }).count(), 0);
    assert.deepEqual(page.problems, []);
  }
});

test('the button is missing where the server does not allow it', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Ann Adams' }).click();
  await page.getByRole('heading', { name: 'Ann Adams' }).waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Deactivate…' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Sign in as this person' }).count(), 0);
});
