// The links in emails: programs that open them change nothing, and what mail programs add to them does not matter.

import assert from 'node:assert/strict';
import test from 'node:test';

import { open } from './browser.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';
const VERIFY = /\/verify-email\?token=[\w-]+/;
const RESET = /\/reset-password\/[\w-]+/;
const NEW_PASSWORD = 'another horse battery';

test('a program that opens a link and runs its scripts changes nothing', async (context) => {
  const { server, page } = await stage(context);
  const mutations = [];
  page.on('request', (request) => {
    const document = request.url().endsWith('/graphql') && JSON.parse(request.postData()).query;
    if (document && !document.startsWith('query ')) mutations.push(document);
  });
  const token = await server.adminToken();
  const opens = async (link) => {
    const before = await signals(server, token);
    for (const visit of [() => page.goto(link), () => page.reload()]) {
      await visit();
      await page.getByLabel(/password/i).waitFor();
      await page.waitForLoadState('networkidle');
    }
    assert.deepEqual(await signals(server, token), before);
    assert.deepEqual(mutations.splice(0), []);
  };
  await opens(await server.link(VERIFY));
  await verify(page);
  // The button of the page does change something, and is noticed here.
  assert.equal(mutations.splice(0).length, 1);
  await opens(await resetLink(server));
  await reset(page);
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
