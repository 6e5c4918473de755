// The signed-in user can change outside the page: in another tab, on another device, or in a partial response.

import assert from 'node:assert/strict';
import test from 'node:test';

import { interrupt, look, open, signInAdmin, signInMember, signOut } from './browser.mjs';
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

test('a page that gets the focus again shows the user of another tab', async (context) => {
  const { page } = await stage(context);
  await signInMember(page, JO);
  await page.getByRole('link', { name: 'Survey', exact: true }).click();
  const name = page.getByLabel('First name');
  await name.fill('Joanna');
  await interrupt(page, 'CurrentUserId');
  const failed = page.waitForEvent('requestfailed');
  await returnTo(page);
  await failed;
  const responded = page.waitForResponse((response) => isOf(response.request(), 'CurrentUserId'));
  await returnTo(page);
  await (await responded).finished();
  assert.equal(await name.inputValue(), 'Joanna');

  const tab = await page.context().newPage();
  await goAndSignOut(tab);
  await signInMember(tab, MAX);
  await returnTo(page);
  await page.getByRole('button', { name: `Your menu: ${MAX}` }).waitFor();
  assert.equal(await name.inputValue(), '');

  await goAndSignOut(tab);
  await returnTo(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a partial response about the signed-in user counts as an error', async (context) => {
  const { page } = await stage(context);
  await signInAdmin(page);
  await page.route('**/graphql', async (route) => {
    if (!isOf(route.request(), 'Me')) return route.fallback();
    const response = await route.fetch();
    const { data } = await response.json();
    const errors = [{ message: 'Something went wrong here.', path: ['currentAdmin'] }];
    return route.fulfill({
      response,
      json: { data: { ...data, me: null, currentAdmin: null }, errors },
    });
  });
  await page.reload();
  const again = page.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await look(page, 'current-user-error');
  assert.equal(await page.getByLabel('Password').count(), 0);
  await page.unroute('**/graphql');
  await again.click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('each sign-in and each sign-out fetches the signed-in user once', async (context) => {
  const { page } = await stage(context);
  let requests = 0;
  page.on('request', (request) => {
    if (isOf(request, 'Me')) requests += 1;
  });
  await signInMember(page, JO);
  assert.equal(requests, 2, 'for the sign-in page and for the member');
  await signOut(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(requests, 3);
  await signInAdmin(page);
  assert.equal(requests, 5);
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.register(JO);
  await server.register(MAX);
  return { server, page: await open(browser, server.url) };
}

/** A headless browser never hides a tab, so the event stands in for coming back to it. */
function returnTo(page) {
  return page.evaluate(() => window.dispatchEvent(new Event('focus')));
}

async function goAndSignOut(page) {
  await page.goto('/');
  await signOut(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

function isOf(request, operation) {
  return request.postData()?.includes(`query ${operation} `) ?? false;
}
