// The administrators' page of hooks.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';

import { hasFocus, interrupt, look, open, signInAdmin } from './browser.mjs';
import { setUp } from './set_up.mjs';

const RENAME = `mutation($input: ProfileInput!) {
  updateProfile(input: $input) { user { firstName } errors { code } }
}`;

test('an administrator creates, disables and deletes a hook, and sees that it fails', async (context) => {
  const { server, browser } = await setUp(context, { AUTO_VERIFY: 'true' });
  await server.register('jo@ucla.edu');
  const jo = await server.token('jo@ucla.edu');
  const rename = (firstName) => server.ask(RENAME, { input: { firstName } }, jo);
  const endpoint = createServer((_, response) =>
    response.end('{"allow": true, "data": {"firstName": "Jo"}}'),
  );
  await new Promise((resolve) => endpoint.listen(0, 'localhost', resolve));
  context.after(() => endpoint.close());
  const url = `http://localhost:${endpoint.address().port}/hook`;

  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Hooks', exact: true }).click();
  await page.getByText('There are no hooks.').waitFor();
  await look(page, 'hooks-empty');
  await page.getByRole('button', { name: 'New hook' }).click();
  await page.getByLabel('URL').fill('ftp://example.com/');
  await page.getByRole('button', { name: 'Create hook' }).click();
  await page.getByText('Choose at least one thing').waitFor();
  await page.getByLabel('Changes of profile, picture or role').check();
  await page.getByRole('button', { name: 'Create hook' }).click();
  await page.locator('.error', { hasText: 'https' }).waitFor();
  await look(page, 'hooks-new');
  await page.getByLabel('URL').fill(url);
  await page.getByRole('button', { name: 'Create hook' }).click();
  await page.locator('.notice code', { hasText: /^whsec_/ }).waitFor();
  await page.getByText('Working').waitFor();
  assert.equal((await rename('Al')).updateProfile.user.firstName, 'Jo');
  await look(page, 'hooks');

  endpoint.close();
  endpoint.closeAllConnections();
  await assert.rejects(rename('Al'), /Nothing was changed/);
  await page.reload();
  await page.getByText('Failing').waitFor();
  await page.getByText('Last failure: no connection').waitFor();
  assert.equal(await page.getByText('whsec_').count(), 0, 'the secret is shown once');

  await choose(page, url, 'Disable');
  await page.getByText('Disabled', { exact: true }).waitFor();
  assert.equal((await rename('Al')).updateProfile.user.firstName, 'Al');
  const secrets = page.locator('.notice code', { hasText: /^whsec_/ });
  const rotate = async () => {
    await choose(page, url, 'New secret…');
    await page.getByRole('button', { name: 'Create secret' }).click();
  };
  await rotate();
  await secrets.waitFor();
  await interrupt(page, 'RotateHookSecret');
  await rotate();
  await page.getByRole('dialog').getByText("Can't reach the server.").waitFor();
  assert.equal(await secrets.count(), 1, 'a failure keeps the secret before it');
  await page.getByRole('button', { name: 'Create secret' }).click();
  await secrets.nth(1).waitFor();
  await page.getByRole('button', { name: "I've stored it" }).first().click();
  await secrets.nth(1).waitFor({ state: 'detached' });
  await choose(page, url, 'Edit…');
  await page.getByLabel('When it fails').selectOption('If it fails, the request continues');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page
    .getByText('Changes of profile, picture or role. If it fails, the request continues.')
    .waitFor();
  await hasFocus(page.getByRole('button', { name: `Actions for ${url}` }));
  await choose(page, url, 'Delete…');
  await page.getByRole('button', { name: 'Delete hook' }).click();
  await page.getByText('There are no hooks.').waitFor();
  assert.deepEqual(page.problems, []);
});

/** Opens the menu of a hook and chooses an action. */
async function choose(page, url, action) {
  await page.getByRole('button', { name: `Actions for ${url}` }).click();
  await page.locator('.menu').getByRole('button', { name: action }).click();
}
