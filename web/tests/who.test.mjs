// Who is signed in may change elsewhere: another tab, another device, or a server that cannot tell for a moment.

import assert from 'node:assert/strict';
import test from 'node:test';
import { interrupt, look, open, signInAdmin, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

const JO = 'jo@ucla.edu';
const MAX = 'max@ucla.edu';

test('a session that ended elsewhere leads to the sign-in', async (context) => {
  const { server, page } = await stage(context);
  await signInMember(page, JO);
  const end = 'mutation { revokeOtherSessions { errors { code } } }';
  await server.ask(end, {}, await server.token(JO));
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('whoever comes back to a page sees whom another tab signed in', async (context) => {
  const { page } = await stage(context);
  await signInMember(page, JO);
  await page.getByRole('link', { name: 'Survey', exact: true }).click();
  const name = page.getByLabel('First name');
  await name.fill('Joanna');
  await interrupt(page, 'Who');
  const failed = page.waitForEvent('requestfailed');
  await comeBack(page);
  await failed;
  const answered = page.waitForResponse((response) => isOf(response.request(), 'Who'));
  await comeBack(page);
  await answered;
  assert.equal(await name.inputValue(), 'Joanna');

  const tab = await page.context().newPage();
  await signOut(tab);
  await signInMember(tab, MAX);
  await comeBack(page);
  await page.getByRole('banner').getByText(MAX).waitFor();
  assert.equal(await name.inputValue(), '');

  await signOut(tab);
  await comeBack(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('half an answer about who is signed in is none', async (context) => {
  const { page } = await stage(context);
  await signInAdmin(page);
  await page.route('**/graphql', async (route) => {
    if (!isOf(route.request(), 'Me')) return route.fallback();
    const response = await route.fetch();
    const { data } = await response.json();
    const errors = [{ message: 'Something went wrong here.', path: ['currentAdmin'] }];
    return route.fulfill({ response, json: { data: { ...data, me: null, currentAdmin: null }, errors } });
  });
  await page.reload();
  const again = page.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await look(page, 'who-broken');
  assert.equal(await page.getByLabel('Password').count(), 0);
  await page.unroute('**/graphql');
  await again.click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('each sign-in and each sign-out asks once who is there now', async (context) => {
  const { page } = await stage(context);
  let asked = 0;
  page.on('request', (request) => {
    if (isOf(request, 'Me')) asked += 1;
  });
  await signInMember(page, JO);
  assert.equal(asked, 2, 'for the sign-in page and for the member');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(asked, 3);
  await signInAdmin(page);
  assert.equal(asked, 5);
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.register(JO);
  await server.register(MAX);
  return { server, page: await open(browser, server.url) };
}

/** Without a window, no tab is ever behind another. */
function comeBack(page) {
  return page.evaluate(() => window.dispatchEvent(new Event('focus')));
}

async function signOut(page) {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

function isOf(request, operation) {
  return request.postData()?.includes(`query ${operation} `) ?? false;
}
