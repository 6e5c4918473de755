// Parts of the console that a browser may lack or fail to load: without them the page still works, or says so.

import assert from 'node:assert/strict';
import test from 'node:test';

import { open, signInAdmin, signInMember, signOut } from './browser.mjs';
import { createProgram } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';
const OWN = 'correct zebra battery';

/** Ways in which a browser gets no validation rules. */
const WITHOUT_RULES = {
  'no WebAssembly': (page) => page.addInitScript(() => delete globalThis.WebAssembly),
  'a policy that forbids WebAssembly': (page) =>
    page.addInitScript(() => {
      const refuse = () => {
        throw new EvalError('refused to compile WebAssembly');
      };
      for (const name of [
        'compile',
        'compileStreaming',
        'instantiate',
        'instantiateStreaming',
        'Module',
      ]) {
        globalThis.WebAssembly[name] = refuse;
      }
    }),
};

for (const [reason, prepare] of Object.entries(WITHOUT_RULES)) {
  test(`forms work with ${reason}`, async (context) => {
    const { page } = await stage(context);
    await prepare(page);
    await page.goto('/#/register');
    await page.getByLabel('UCLA email').fill('new@ucla.com');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('at least 8 characters').waitFor();
    await page.getByLabel('UCLA email').fill('New@ucla.edu');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    // The form has a link to sign in, too.
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signInMember(page, 'new@ucla.edu');
    await page.getByText('0 of 4').waitFor();

    await page.getByRole('link', { name: 'Survey', exact: true }).click();
    await page.getByLabel('First name').fill('N'.repeat(151));
    await page.getByLabel('Last name').fill('Bruin');
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByText('150 characters').waitFor();
    await page.getByLabel('First name').fill(' New ');
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByText('Saved.', { exact: true }).waitFor();
    await page.getByLabel('Year').selectOption('3');
    await page.getByLabel('Major 1').fill('Physics');
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByRole('button', { name: 'Save and finish' }).click();
    await page.getByText('4 of 4').waitFor();

    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Change your password' }).click();
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password').fill('password1');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.locator('.error').first().waitFor();
    await page.getByLabel('New password').fill(OWN);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Password changed.').waitFor();
    await page.getByLabel('Type new@ucla.edu to confirm').fill('other');
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.locator('.error').first().waitFor();
    await page.getByLabel('Type new@ucla.edu to confirm').fill('new@ucla.edu');
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('button', { name: 'Keep my account' }).waitFor();
    await signOut(page);

    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByRole('button', { name: 'Email me a reset link' }).waitFor();
    await page.getByLabel('UCLA email').fill(ANN);
    await page.getByRole('button', { name: 'Email me a reset link' }).click();
    await page.locator('.notice').waitFor();
    await page.goto('/reset-password/none');
    await page.getByLabel('New password').fill(OWN);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.locator('.notice-bad').waitFor();
    await page.goto('/verify-email?token=none');
    await page.getByText('This link is invalid').waitFor();

    await signInAdmin(page);
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: 'Max Miller' }).click();
    await page.getByLabel('Add a mentee by email').fill(ANN);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('link', { name: 'Ann Adams' }).waitFor();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Clubs').fill('Chess club');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Chess club').waitFor();
    assert.deepEqual(page.problems, []);
  });
}

test('a page that needs no rules does not load them', async (context) => {
  const { page } = await stage(context);
  await page.addInitScript(() => {
    globalThis.compiled = 0;
    for (const name of [
      'compile',
      'compileStreaming',
      'instantiate',
      'instantiateStreaming',
      'Module',
    ]) {
      globalThis.WebAssembly[name] = new Proxy(globalThis.WebAssembly[name], {
        apply: (target, self, given) => {
          globalThis.compiled += 1;
          return Reflect.apply(target, self, given);
        },
        construct: (target, given) => {
          globalThis.compiled += 1;
          return Reflect.construct(target, given);
        },
      });
    }
  });
  await signInMember(page, ANN);
  await page.getByText("You're ready to be matched.").waitFor();
  await page.waitForLoadState('networkidle');
  assert.equal(await page.evaluate(() => globalThis.compiled), 0);
  await page.getByRole('link', { name: 'Survey', exact: true }).click();
  await page.waitForFunction(() => globalThis.compiled > 0);
  assert.deepEqual(page.problems, []);
});

test('a page that cannot be loaded says so', async (context) => {
  const { page } = await stage(context);
  await page.route('**/assets/admin_app-*.js', (route) => route.abort('connectionrefused'));
  await page.goto('/admin');
  await page.getByText("This page can't be shown.").waitFor();
  assert.equal(page.problems.splice(0).length, 1);
  await page.unroute('**/assets/admin_app-*.js');
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('heading', { name: 'Admin sign-in' }).waitFor();
  await page.route('**/assets/console-*.js', (route) => route.abort('connectionrefused'));
  await page.reload();
  await page.getByText('reload the page or try another browser').waitFor();
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  return { page: await open(browser, server.url) };
}
