// Partners in the console: a mentor takes a mentee and lets them go, a mentee refuses a mentor and thinks better of it.

import assert from 'node:assert/strict';
import test from 'node:test';
import { interrupt, look, open, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

test('a mentor adds a suggested mentee, who sees the mentor and refuses them', async (context) => {
  const { server, browser } = await stage(context);
  const mentor = await partners(browser, server, 'max@ucla.edu');
  await suggested(mentor, 'Mentees who fit', 'Ann Bruin');
  await look(mentor, 'partners-mentor');
  await interrupt(mentor, 'AddMentee');
  await add(mentor);
  await mentor.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await add(mentor);
  await mentor.getByRole('link', { name: 'ann@ucla.edu' }).waitFor();
  await mentor.getByText('4 of 5 places left').waitFor();
  await mentor.getByRole('button', { name: 'Add to my roster' }).waitFor({ state: 'detached' });

  const mentee = await partners(browser, server, 'ann@ucla.edu');
  await mentee.getByRole('link', { name: 'max@ucla.edu' }).waitFor();
  await mentee.getByText('Nobody else').waitFor();
  await look(mentee, 'partners-mentee');
  await refuse(mentee, 'Refuse and end the match');
  await mentee.getByText('No mentor yet.').waitFor();
  await mentor.reload();
  await mentor.getByText('Nobody on your roster yet.').waitFor();
  assert.deepEqual([...mentor.problems, ...mentee.problems], []);
});

test('a mentor is asked before a mentee leaves the roster', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await match(server, tokens.mentor);
  const page = await partners(browser, server, 'max@ucla.edu');
  const remove = page.getByRole('button', { name: 'Remove Ann Bruin' });
  const dialog = page.getByRole('dialog', { name: 'Take Ann Bruin off your roster?' });
  await remove.click();
  await look(page, 'partners-remove');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('4 of 5 places left').waitFor();
  await interrupt(page, 'RemoveMentee');
  await remove.click();
  await dialog.getByRole('button', { name: 'End the match' }).click();
  await dialog.getByText('The server cannot be reached').waitFor();
  await dialog.getByRole('button', { name: 'End the match' }).click();
  await page.getByText('Nobody on your roster yet.').waitFor();
  await page.getByText('5 of 5 places left').waitFor();
  assert.deepEqual(page.problems, []);
});

test('people without a name are called by their address', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await server.register('new@ucla.edu');
  await match(server, tokens.mentor, 'new@ucla.edu');
  await server.register('old@ucla.edu', 'MENTOR');
  await match(server, await server.token('old@ucla.edu'));
  const mentor = await partners(browser, server, 'max@ucla.edu');
  await mentor.getByRole('button', { name: 'Remove new@ucla.edu' }).click();
  await mentor.getByRole('dialog', { name: 'Take new@ucla.edu off your roster?' }).waitFor();
  assert.equal(await mentor.getByText('Not provided').count(), 0);
  const mentee = await partners(browser, server, 'ann@ucla.edu');
  await mentee.getByRole('button', { name: 'Not for me (old@ucla.edu)' }).click();
  await mentee.getByRole('button', { name: 'Refuse and end the match' }).click();
  await mentee.getByRole('button', { name: 'Take it back for No name yet' }).waitFor();
  assert.equal(await mentee.getByText('Not provided').count(), 0);
  assert.deepEqual([...mentor.problems, ...mentee.problems], []);
});

test('a mentor sees at once how many places are taken', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await match(server, tokens.mentor);
  const page = await open(browser, server.url);
  await signInMember(page, 'max@ucla.edu');
  await page.getByText('1 of 5 places are taken, 4 free.').waitFor();
  assert.equal(await page.getByText('when you are matched').count(), 0);
  await look(page, 'home-mentor');
  assert.deepEqual(page.problems, []);
});

test('a mentee refuses a mentor and takes it back', async (context) => {
  const { server, browser } = await stage(context);
  const page = await partners(browser, server, 'ann@ucla.edu');
  await suggested(page, 'Mentors who fit', 'Max Bruin');
  await refuse(page, 'Refuse');
  await page.getByRole('heading', { name: 'Mentors you refused' }).waitFor();
  await page.getByRole('button', { name: 'Not for me' }).waitFor({ state: 'detached' });
  await look(page, 'partners-refused');
  await page.getByRole('button', { name: 'Take it back for Max Bruin' }).click();
  await page.getByRole('heading', { name: 'Mentors you refused' }).waitFor({ state: 'detached' });
  await suggested(page, 'Mentors who fit', 'Max Bruin');
  assert.deepEqual(page.problems, []);
});

test('partners that cannot be asked for are asked for again', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await match(server, tokens.mentor);
  for (const [email, question] of [
    ['max@ucla.edu', 'MenteeSuggestions'],
    ['ann@ucla.edu', 'MentorSuggestions'],
  ]) {
    const page = await open(browser, server.url);
    await signInMember(page, email);
    await interrupt(page, 'Partners');
    await interrupt(page, question);
    await page.getByRole('link', { name: 'Partners' }).click();
    await page.getByRole('alert').nth(1).waitFor();
    await look(page, `partners-broken-${question}`);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('link', { name: /@ucla\.edu/ }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').filter({ hasText: 'reached' }).waitFor({ state: 'detached' });
    assert.deepEqual(page.problems, []);
  }
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  const mentor = await server.member('max@ucla.edu', 'MENTOR', profile('Max'));
  const mentee = await server.member('ann@ucla.edu', 'MENTEE', profile('Ann'));
  return { server, browser, tokens: { mentor, mentee } };
}

const profile = (firstName) => ({
  firstName,
  lastName: 'Bruin',
  year: 2,
  major: ['Physics', 'Linguistics'],
  hobbies: 'Climbing, chess',
  goals: 'A good summer',
});

async function match(server, token, menteeEmail = 'ann@ucla.edu') {
  const query = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  await server.ask(query, { input: { menteeEmail } }, token);
}

async function partners(browser, server, email) {
  const page = await open(browser, server.url);
  await signInMember(page, email);
  await page.getByRole('link', { name: 'Partners' }).click();
  await page.getByRole('heading', { name: 'Partners' }).waitFor();
  return page;
}

function add(page) {
  return page.getByRole('button', { name: 'Add to my roster' }).click();
}

/** Only after it was asked again. */
async function refuse(page, action) {
  const button = page.getByRole('button', { name: 'Not for me (Max Bruin)' });
  const dialog = page.getByRole('dialog', { name: 'Refuse Max Bruin?' });
  await button.click();
  await look(page, action === 'Refuse' ? 'partners-refuse' : 'partners-refuse-mentor');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await button.click();
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Suggestions are worked out a moment after a profile has changed. */
async function suggested(page, title, name) {
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });
  for (let round = 0; round < 20; round += 1) {
    const found = await card.getByText(name).first().waitFor({ timeout: 1000 }).then(
      () => true,
      () => false,
    );
    if (found) return;
    await page.reload();
  }
  assert.fail(`${name} is not suggested`);
}
