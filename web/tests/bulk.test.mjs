// Many people at once in the admin console: selecting them, acting on them, and downloading them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';

import { hasFocus, interrupt, look, open, signInAdmin } from './browser.mjs';
import { registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

test('an administrator acts on selected people and on everyone in the list', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', AUTO_VERIFY: 'false' });
  for (const name of ['ann', 'ben', 'cleo', 'dan']) await server.register(`${name}@ucla.edu`);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByLabel('Select ann@ucla.edu').check();
  await page.getByLabel('Select ben@ucla.edu').check();
  await page.getByText('2 people selected').waitFor();
  await look(page, 'people-selected');
  await act(page, 'Verify 2 people', 'Verify');
  const done = page.getByRole('heading', { name: 'Done for 2 people.' });
  await done.waitFor();
  await hasFocus(done);
  await unverified(page, 'ann@ucla.edu').waitFor({ state: 'detached' });
  assert.equal(await unverified(page, 'cleo@ucla.edu').count(), 1);
  await page.getByText('2 people selected').waitFor({ state: 'detached' });

  await page.getByLabel('Select all on this page').check();
  await page.getByText('5 people selected').waitFor();
  await act(page, 'Remind 5 people', 'Remind');
  await page
    .getByText(/Done for 2 people\. Nothing to do for 1 person\. Not possible for 2 people\./)
    .waitFor();
  await page.getByText(/^cleo@ucla.edu: \w/).waitFor();
  await look(page, 'people-results');

  const unverifiedOnly = page.getByRole('button', { name: /^Unverified/ });
  await unverifiedOnly.click();
  await page.getByRole('link', { name: 'ann@ucla.edu' }).waitFor({ state: 'detached' });
  await everyone(page);
  await act(page, 'Verify everyone in this list', 'Verify');
  await page.getByText('Done for 2 people.').waitFor();
  await page.getByText('No people found').waitFor();
  await unverifiedOnly.click();
  await page.getByRole('link', { name: 'ann@ucla.edu' }).waitFor();
  await everyone(page);
  await page.getByRole('heading', { name: 'Everyone in this list (5 people)' }).waitFor();
  await look(page, 'people-everyone');
  await page.getByRole('button', { name: 'Deactivate everyone in this list' }).click();
  await page
    .getByRole('dialog', { name: 'Deactivate everyone in this list (5 people)?' })
    .getByRole('button', { name: 'Deactivate', exact: true })
    .click();
  await page.getByText('Done for 4 people. Not possible for 1 person.').waitFor();
  await page.getByText("You can't do this to your own account.").waitFor();
  assert.deepEqual(page.problems, []);
});

test('whoever is taken out of everyone is spared', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  for (const name of ['ann', 'ben', 'cleo']) await server.register(`${name}@ucla.edu`);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/people?role=MENTEE');
  await page.getByLabel('Select ben@ucla.edu').check();
  await page.getByRole('button', { name: 'Select everyone in this list' }).click();
  await page.getByRole('heading', { name: 'Everyone in this list (3 people)' }).waitFor();
  assert.ok(await page.getByLabel('Select ann@ucla.edu').isChecked());
  await page.getByLabel('Select ann@ucla.edu').uncheck();
  await page.getByRole('heading', { name: '2 people selected' }).waitFor();
  await interrupt(page, 'People');
  await act(page, 'Deactivate 2 people', 'Deactivate');
  // The list could not be fetched again, and what was done is said all the same.
  const done = page.getByRole('heading', { name: 'Done for 2 people.' });
  await page.getByRole('alert').getByText("Can't reach the server").waitFor();
  await done.waitFor();
  await look(page, 'people-results-error');
  await page.getByRole('button', { name: 'Try again' }).click();
  const deactivated = (email) =>
    page.getByRole('row').filter({ hasText: email }).getByText('Deactivated');
  await deactivated('ben@ucla.edu').waitFor();
  await deactivated('cleo@ucla.edu').waitFor();
  assert.equal(await deactivated('ann@ucla.edu').count(), 0);
  await done.waitFor();
  assert.deepEqual(page.problems, []);
});

test('a reader downloads the list as a file and selects nobody', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  for (const name of ['ann', 'ben']) await server.register(`${name}@ucla.edu`);
  await registerAdmin(server, 'auditor', 'AUDITOR', PASSWORD);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'auditor');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'ben@ucla.edu' }).waitFor();
  await page.getByRole('button', { name: /^Mentees/ }).click();
  await page.getByRole('searchbox').fill('ann@ucla.edu');
  await page.getByRole('link', { name: 'ben@ucla.edu' }).waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('checkbox').count(), 0);
  assert.equal(await page.getByRole('region', { name: 'Selection' }).count(), 0);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download CSV' }).click();
  const download = await downloading;
  assert.equal(download.suggestedFilename(), 'users.csv');
  const text = await readFile(await download.path(), 'utf8');
  assert.ok(text.startsWith('\u{FEFF}"id","email"'), text);
  assert.ok(text.includes('"ann@ucla.edu"'), text);
  assert.ok(!text.includes('ben@ucla.edu'), text);
  assert.deepEqual(page.problems, []);
});

/** Selects the page, and then everyone whom the filters find. */
async function everyone(page) {
  await page.getByLabel('Select all on this page').check();
  await page.getByRole('button', { name: 'Select everyone in this list' }).click();
  await page.getByRole('heading', { name: 'Everyone in this list' }).waitFor();
}

async function act(page, button, action) {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
}

/** The badge of an account whose address is not verified. */
function unverified(page, email) {
  const row = page.getByRole('row').filter({ hasText: email });
  return row.getByText('Unverified');
}
