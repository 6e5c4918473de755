// Tasks with partners, by mouse and by keyboard alone: a mentee asks a mentor, and a mentor accepts and writes.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, open } from './browser.mjs';
import { Steps, WAYS } from './clicks.mjs';
import { createProgram } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';
const MAX = 'max@ucla.edu';

for (const how of WAYS) {
  test(`a mentee asks a mentor in at most 4 clicks from the sign-in form, by ${how}`, async (context) => {
    const { server, browser } = await stage(context);
    const page = await open(browser, server.url);
    const steps = new Steps(page, how);
    await signIn(page, steps, ANN);
    await steps.act(page.getByRole('link', { name: 'Mentors', exact: true }));
    await steps.act(page.getByRole('button', { name: 'Ask Max Miller' }));
    await steps.act(page.getByRole('button', { name: 'Send request' }));
    await announces(page, 'Your request was sent to Max Miller.');
    assert.ok(steps.count <= 4, `${steps.count} clicks`);
    assert.deepEqual(page.problems, []);
  });

  test(`a mentor accepts and writes a first message, by ${how}`, async (context) => {
    const { server, browser } = await stage(context);
    const ann = await server.token(ANN);
    const { mentors } = await server.ask('{ mentors(first: 9) { nodes { id fullName } } }', {}, ann);
    const mentorId = mentors.nodes.find(({ fullName }) => fullName === 'Max Miller').id;
    const ask = `mutation($input: RequestMentorInput!) {
      requestMentor(input: $input) { errors { code } } }`;
    await server.ask(ask, { input: { mentorId } }, ann);
    const page = await open(browser, server.url);
    const steps = new Steps(page, how);
    await signIn(page, steps, MAX);
    await steps.act(page.getByRole('link', { name: 'Mentees', exact: true }));
    await steps.act(page.getByRole('button', { name: 'Accept Ann Adams' }));
    await announces(page, 'You and Ann Adams are now matched.');
    await steps.act(page.getByRole('link', { name: 'Message Ann Adams' }));
    await steps.act(page.getByLabel('Message to Ann Adams'));
    await page.keyboard.type('Welcome, Ann!');
    await page.keyboard.press('Enter');
    await page.locator('.bubble').getByText('Welcome, Ann!').waitFor();
    assert.ok(steps.count <= 5, `${steps.count} clicks`);
    assert.deepEqual(page.problems, []);
  });
}

async function signIn(page, steps, email) {
  await page.goto('/');
  await page.getByLabel('UCLA email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await steps.act(page.getByRole('button', { name: 'Sign in' }));
  await page.getByRole('heading', { name: /^Hi\b/ }).waitFor();
}

/** Suggestions are computed shortly after the profiles, so the browser opens when Ann has some. */
async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const query = '{ mentorSuggestions(first: 9) { nodes { mentor { fullName } } } }';
  const ann = await server.token(ANN);
  for (let round = 0; round < 200; round += 1) {
    const { nodes } = (await server.ask(query, {}, ann)).mentorSuggestions;
    if (nodes.some(({ mentor }) => mentor.fullName === 'Max Miller')) return { server, browser };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return assert.fail('Max is not suggested');
}
