// The links in emails: programs that open them change nothing, and what mail programs add to them does not matter.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { look, open } from './browser.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';
const OTHER = 'joanna@ucla.edu';
const VERIFY = /\/verify-email\?token=[\w-]+/;
const RESET = /\/reset-password\/[\w-]+/;
const CONFIRM = /\/confirm-email\?token=[\w-]+/;
const UNDO = /\/undo-email-change\?token=[\w-]+/;
const NEW_PASSWORD = 'another horse battery';

test('a program that opens a link and runs its scripts changes nothing', async (context) => {
  const { server, page } = await stage(context);
  const mutations = [];
  page.on('request', (request) => {
    const document = request.url().endsWith('/graphql') && JSON.parse(request.postData()).query;
    // A new password is judged when its field is left, which changes nothing.
    if (document && !/^(query|mutation CheckPassword)\b/.test(document)) mutations.push(document);
  });
  const token = await server.adminToken();
  const opens = async (link, shown = page.getByLabel(/password/i)) => {
    const before = await signals(server, token);
    for (const visit of [() => page.goto(link), () => page.reload()]) {
      await visit();
      await shown.waitFor();
      await page.waitForLoadState('networkidle');
    }
    assert.deepEqual(await signals(server, token), before);
    assert.deepEqual(mutations.splice(0), []);
  };
  await opens(await server.link(VERIFY));
  await verify(page);
  // The button of the page does change something, and is noticed here.
  assert.equal(mutations.splice(0).length, 1);
  const resetting = await resetLink(server);
  // It is written after the email was sent.
  await written(server, token, 'PASSWORD_RESET_REQUEST_PROCESSED');
  await opens(resetting);
  await reset(page);
  mutations.splice(0);
  await changeAddress(server);
  const confirm = page.getByRole('button', { name: 'Confirm this address' });
  await opens(await server.link(CONFIRM), confirm);
  await confirm.click();
  await page.getByText(`${OTHER} is your email address now.`).waitFor();
  assert.equal(mutations.splice(0).length, 1);
  const undo = page.getByRole('button', { name: 'Undo the change' });
  await opens(await server.link(UNDO), undo);
  await undo.click();
  await page.getByText(`${EMAIL} is the email address of your account again.`).waitFor();
  assert.equal(mutations.splice(0).length, 1);
  assert.deepEqual(page.problems, []);
});

test('a second click says that there is nothing left to do', async (context) => {
  const { server, page } = await stage(context);
  await page.goto(await server.link(VERIFY));
  await verify(page);
  await page.goto(await server.link(VERIFY));
  await page.getByText(`${EMAIL} is already verified.`).waitFor();
  await page.goto(await resetLink(server));
  await reset(page);
  await changeAddress(server);
  const confirmLink = await server.link(CONFIRM);
  for (const text of ['is your email address now', 'is your email address already']) {
    await page.goto(confirmLink);
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await page.getByText(text).waitFor();
  }
  await look(page, 'email-confirmed-twice');
  const undoLink = await server.link(UNDO);
  for (const text of ['of your account again', 'This was undone before']) {
    await page.goto(undoLink);
    await page.getByRole('button', { name: 'Undo the change' }).click();
    await page.getByText(text).waitFor();
  }
  await look(page, 'email-change-undone');
  for (const path of ['/confirm-email?token=x', '/undo-email-change?token=x']) {
    await page.goto(path);
    await page.locator('main button').first().click();
    await page.getByText('This link is invalid').waitFor();
  }
  assert.deepEqual(page.problems, []);
});

test('links and addresses work as mail programs and people write them', async (context) => {
  const { server, page } = await stage(context);
  const token = (await server.link(VERIFY)).split('=').at(-1);
  for (const link of [
    `/verify-email/?token=${token}`,
    `/verify-email?token=${token}).`,
    `/verify-email?token=3D${token}`,
    `/verify-email?token=${token}%3D`,
    `/verify-email?utm_source=mail&token=${token}`,
  ]) {
    await page.goto(link);
    await page.getByText(`A BruinBridge account was created for ${EMAIL}`).waitFor();
  }
  await verify(page);
  const resetToken = (await resetLink(server)).split('/').at(-1);
  await page.goto(`/reset-password/${resetToken}%3E./`);
  await reset(page);
  await page.goto('/admin/');
  await page.getByRole('heading', { name: 'Admin sign-in' }).waitFor();
  await page.goto('/admin/#/people');
  await page.getByRole('heading', { name: 'Admin sign-in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context);
  await server.register(EMAIL);
  return { server, page: await open(browser, server.url) };
}

async function verify(page) {
  await page.getByLabel('No, or not sure').check();
  await page.getByLabel('New password').fill('correct zebra battery');
  await page.getByRole('button', { name: 'Set password and verify email' }).click();
  await page.getByText(`${EMAIL} is verified.`).waitFor();
}

async function reset(page) {
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByRole('heading', { name: 'Password changed' }).waitFor();
}

/** Asks for another address, as the member whose password was reset. */
async function changeAddress(server) {
  const login = 'mutation($input: LoginInput!) { login(input: $input) { token } }';
  const { token } = (await server.ask(login, { input: { email: EMAIL, password: NEW_PASSWORD } })).login;
  const change =
    'mutation($input: ChangeEmailInput!) { changeEmail(input: $input) { errors { code } } }';
  const input = { newEmail: OTHER, currentPassword: NEW_PASSWORD };
  const { changeEmail } = await server.ask(change, { input }, token);
  assert.deepEqual(changeEmail.errors, []);
}

async function resetLink(server) {
  const query = `mutation($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input) { errors { code } } }`;
  await server.ask(query, { input: { email: EMAIL } });
  return server.link(RESET);
}

/** The newest signals of the log. */
async function signals(server, token) {
  const query = '{ signals(last: 50) { nodes { cursor name } } }';
  return (await server.ask(query, {}, token)).signals.nodes;
}

/** Waits until the log has a signal. */
async function written(server, token, name) {
  for (let round = 0; round < 200; round += 1) {
    if ((await signals(server, token)).some((signal) => signal.name === name)) return;
    await setTimeout(50);
  }
  assert.fail(`no signal ${name}`);
}
