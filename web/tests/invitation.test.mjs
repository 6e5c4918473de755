// An administrator invites a person, who follows the link of the email, chooses a password and signs in.

import assert from 'node:assert/strict';
import test from 'node:test';
import { validateEmail, validateSurvey } from '@bruinbridge/validation';

import { hasFocus, look, open, signInAdmin, signInMember } from './browser.mjs';
import { messageOf, rejects } from './messages.mjs';
import { registerAdmin } from './program.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';
const INVITATION = /\/reset-password\/[\w-]+\?welcome/;

test('an invited person chooses a password and signs in', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await refusals(page);
  await invite(page);
  await outbox(page);

  const member = await open(browser, server.url);
  await choosePassword(member, await server.link(INVITATION));
  await signInMember(member, EMAIL);
  await member.getByRole('heading', { name: 'Hi, Jo' }).waitFor();
  await usedLink(member, await server.link(INVITATION));
  assert.deepEqual([...page.problems, ...member.problems], []);
});

test('only administrators who may change accounts can invite', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await registerAdmin(server, 'auditor', 'AUDITOR', PASSWORD);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'auditor');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: ADMIN.username }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Invite' }).count(), 0);
  assert.deepEqual(page.problems, []);
});

/** The rules in the browser and the server both refuse at the fields, and nothing that was entered is lost. */
async function refusals(page) {
  const button = page.getByRole('button', { name: 'Invite' });
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'Invite a person' });
  await hasFocus(dialog.getByLabel('Email'));
  await look(page, 'invite');
  await dialog.getByLabel('Email').fill('jo@example.com');
  const firstName = 'J'.repeat(151);
  await dialog.getByLabel('First name').fill(firstName);
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  const refused = messageOf('EMAIL_NOT_UCLA', validateEmail('jo@example.com'));
  await fieldOf(dialog, 'Email').getByText(refused).waitFor();
  const tooLong = messageOf('NAME_TOO_LONG', validateSurvey({ firstName }));
  await fieldOf(dialog, 'First name').getByText(tooLong).waitFor();
  await look(page, 'invite-refused');
  await dialog.getByLabel('First name').fill('Jo');
  await dialog.getByLabel('Email').fill(ADMIN.email);
  const send = dialog.getByRole('button', { name: 'Send invitation' });
  await rejects(page, 'EMAIL_TAKEN', () => send.click());
  await fieldOf(dialog, 'Email').locator('.error').waitFor();
  assert.equal(await dialog.getByLabel('First name').inputValue(), 'Jo');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await hasFocus(button);
}

function fieldOf(dialog, label) {
  return dialog.locator('.field', { hasText: label });
}

async function invite(page) {
  const button = page.getByRole('button', { name: 'Invite' });
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'Invite a person' });
  await dialog.getByLabel('Email').fill(EMAIL);
  await dialog.getByLabel('Role').selectOption('Mentor');
  await dialog.getByLabel('First name').fill('Jo');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText(`Invitation sent to ${EMAIL}.`).waitFor();
  await hasFocus(button);
  const row = page.locator('tbody tr', { hasText: 'Jo' });
  await row.getByText('Mentor').waitFor();
  await row.getByText('Unverified').waitFor();
  await look(page, 'invited');
}

async function outbox(page) {
  await page.getByRole('link', { name: 'Emails' }).click();
  await page.getByLabel('Kind').selectOption('Invitation');
  await page.locator('tbody tr', { hasText: EMAIL }).getByText('Invitation').waitFor();
}

async function choosePassword(page, link) {
  await page.goto(link);
  await page.getByRole('heading', { name: 'Welcome, choose your password' }).waitFor();
  await look(page, 'invitation');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByRole('heading', { name: 'Your account is ready' }).waitFor();
  await look(page, 'invitation-done');
  await page.getByRole('link', { name: 'Sign in' }).click();
}

/** The link works once. */
async function usedLink(page, link) {
  await page.goto(link);
  await page.getByLabel('Password').fill(PASSWORD);
  const set = page.getByRole('button', { name: 'Set password' });
  await rejects(page, 'TOKEN_INVALID', () => set.click());
  await look(page, 'invitation-used');
}
