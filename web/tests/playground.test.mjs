// The playground runs queries and subscriptions, asks nobody else, and shows the schema.

import assert from 'node:assert/strict';
import test from 'node:test';
import { launch, open } from './browser.mjs';
import { ADMIN, PASSWORD, start } from './server.mjs';

test('the playground runs a query and a subscription', async (context) => {
  const server = await start({ SEND_EMAILS: 'false' });
  const browser = await launch();
  context.after(async () => {
    await browser.close();
    await server.remove();
  });
  const page = await open(browser, server.url);
  // A session as a browser has it: its cookie comes with the answer.
  await page.goto('/playground');
  const loggedIn = await page.evaluate(logIn, { username: ADMIN.username, password: PASSWORD });
  assert.equal(loggedIn, ADMIN.email);

  await page.getByRole('tab', { name: /Me/ }).first().click();
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText(ADMIN.email).first().waitFor();

  await page.getByRole('tab', { name: /WatchSignals/ }).click();
  // The editor takes a moment to notice which operation it holds now.
  await page.waitForTimeout(1000);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText('cursor').first().waitFor();
  await server.register('jo@ucla.edu');
  await page.locator('.result-window').getByText('occurredAt').first().waitFor();

  await page.getByRole('button', { name: /Documentation Explorer/ }).click();
  await page.getByText('Root Types').waitFor();
  await picture(page);
  assert.deepEqual(page.problems, []);
});

async function logIn(input) {
  const query = `mutation($input: LoginAdminInput!) {
    loginAdmin(input: $input) { adminUser { user { email } } } }`;
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  return (await response.json()).data.loginAdmin.adminUser.user.email;
}

/** GraphiQL's own marks are not ours to mend, so only the picture is taken. */
async function picture(page) {
  await page.screenshot({
    path: new URL('../artefacts/playground-desktop.png', import.meta.url).pathname,
  });
}
