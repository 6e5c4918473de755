// A mentor takes a suggested mentee, and the mentee sees the mentor.

import assert from 'node:assert/strict';
import test from 'node:test';
import { launch, look, open } from './browser.mjs';
import { PASSWORD, start } from './server.mjs';

test('a mentor adds a suggested mentee, who then sees the mentor', async (context) => {
  const server = await start({ SEND_EMAILS: 'false' });
  const browser = await launch();
  context.after(async () => {
    await browser.close();
    await server.remove();
  });
  await server.member('max@ucla.edu', 'MENTOR', profile('Max'));
  await server.member('ann@ucla.edu', 'MENTEE', profile('Ann'));

  const mentor = await signedIn(browser, server, 'max@ucla.edu');
  await mentor.goto('/#/partners');
  await suggested(mentor, 'Ann Bruin');
  await look(mentor, 'partners-mentor');
  await mentor.getByRole('button', { name: 'Add to my roster' }).click();
  await mentor.getByRole('link', { name: 'ann@ucla.edu' }).waitFor();
  await mentor.getByText('4 of 5 places left').waitFor();

  const mentee = await signedIn(browser, server, 'ann@ucla.edu');
  await mentee.goto('/#/partners');
  await mentee.getByRole('link', { name: 'max@ucla.edu' }).waitFor();
  await look(mentee, 'partners-mentee');
  assert.deepEqual([...mentor.problems, ...mentee.problems], []);
});

const profile = (firstName) => ({
  firstName,
  lastName: 'Bruin',
  year: 2,
  major: ['Physics', 'Linguistics'],
  hobbies: 'Climbing, chess',
  goals: 'A good summer',
});

async function signedIn(browser, server, email) {
  const page = await open(browser, server.url);
  await page.goto('/');
  await page.getByLabel('UCLA e-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: /Hello/ }).waitFor();
  return page;
}

/** Suggestions are worked out a moment after a profile has changed. */
async function suggested(page, name) {
  for (let round = 0; round < 20; round += 1) {
    await page.getByRole('heading', { name: 'Mentees who fit' }).waitFor();
    const found = await page.getByText(name).first().waitFor({ timeout: 1000 }).then(
      () => true,
      () => false,
    );
    if (found) return;
    await page.reload();
  }
  assert.fail(`${name} is not suggested`);
}
