// Matches in the console: mentors offer, add, remove and pause, and mentees block and unblock mentors.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, hasFocus, interrupt, look, open, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

test('a mentor makes an offer to a suggested mentee, who accepts and later blocks them', async (context) => {
  const { server, browser } = await stage(context);
  const mentor = await openMatches(browser, server, 'max@ucla.edu');
  await suggested(mentor, 'Suggested mentees', 'Ann Bruin');
  await look(mentor, 'matches-mentor');
  await interrupt(mentor, 'OfferMentoring');
  await mentor.getByRole('button', { name: 'Offer Ann Bruin' }).click();
  const offering = mentor.getByRole('dialog', { name: "Offer to be Ann Bruin's mentor?" });
  await offering.getByLabel('Note (optional)').fill('I climb, too.');
  await look(mentor, 'matches-offer');
  await offering.getByRole('button', { name: 'Send offer' }).click();
  await offering.getByRole('alert').getByText("Can't reach the server").waitFor();
  await offering.getByRole('button', { name: 'Send offer' }).press('Enter');
  await announces(mentor, 'Your offer was sent to Ann Bruin.');
  const offered = mentor.getByRole('button', { name: 'Offered Ann Bruin' });
  await hasFocus(offered);
  assert.equal(await offered.getAttribute('aria-disabled'), 'true');
  await mentor.getByRole('button', { name: 'Withdraw offer to Ann Bruin' }).waitFor();
  await mentor.getByText('5 of 5 spots left').waitFor();

  const mentee = await openMatches(browser, server, 'ann@ucla.edu');
  await mentee.getByText('I climb, too.').waitFor();
  await mentee.getByRole('button', { name: 'Accept Max Bruin' }).click();
  await mentee.getByRole('link', { name: 'max@ucla.edu' }).waitFor();
  await mentee.getByText('No other suggestions').waitFor();
  await look(mentee, 'matches-mentee');
  await mentor.reload();
  await mentor.getByRole('link', { name: 'ann@ucla.edu' }).waitFor();
  await mentor.getByText('4 of 5 spots left').waitFor();
  await offered.waitFor({ state: 'detached' });
  await block(mentee, 'Block and end match');
  await mentee.getByText('No mentor yet.').waitFor();
  await mentor.reload();
  await mentor.getByText('No mentees on your roster yet.').waitFor();
  assert.deepEqual([...mentor.problems, ...mentee.problems], []);
});

test('a mentor adds a mentee by email', async (context) => {
  const { server, browser } = await stage(context);
  const page = await openMatches(browser, server, 'max@ucla.edu');
  await addByEmail(page, 'nobody@ucla.edu');
  await page.locator('.error').getByText(/\w/).waitFor();
  await addByEmail(page, 'ann@ucla.edu');
  await page.getByRole('link', { name: 'ann@ucla.edu' }).waitFor();
  await announces(page, 'ann@ucla.edu was added to your roster.');
  assert.deepEqual(page.problems, []);
});

test('with private registration, adding by email makes an offer', async (context) => {
  const { server, browser } = await setUp(context, { REGISTRATION_DISCLOSURE: 'private' });
  await server.registerVerified('max@ucla.edu', 'MENTOR');
  const page = await openMatches(browser, server, 'max@ucla.edu');
  await addByEmail(page, 'nobody@ucla.edu');
  await page.getByRole('button', { name: 'Withdraw offer to nobody@ucla.edu' }).waitFor();
  await announces(page, 'If nobody@ucla.edu has an account that can accept it, your offer was sent.');
  await page.getByText('No mentees on your roster yet.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a mentor pauses and resumes', async (context) => {
  const { server, browser } = await stage(context);
  const page = await openMatches(browser, server, 'max@ucla.edu');
  const pause = page.getByRole('button', { name: 'Pause mentoring' });
  const resume = page.getByRole('button', { name: 'Resume mentoring' });
  const dialog = page.getByRole('dialog', { name: 'Pause mentoring?' });
  const action = dialog.getByRole('button', { name: 'Pause', exact: true });
  await pause.click();
  await dialog.getByLabel('Until (optional)').fill('2020-01-01');
  await action.click();
  await dialog.locator('.error').getByText(/\w/).waitFor();
  await look(page, 'matches-pause');
  const until = new Date(Date.now() + 40 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  await dialog.getByLabel('Until (optional)').fill(until);
  await action.click();
  await page.getByText('Paused', { exact: true }).waitFor();
  await page.getByText(/^Your pause ends on \w/).waitFor();
  await resume.click();
  await page.getByText('5 of 5 spots left').waitFor();
  await announces(page, 'You resumed mentoring.');
  await pause.click();
  assert.equal(await dialog.getByLabel('Until (optional)').inputValue(), '');
  await action.click();
  await page.getByText('Your pause has no end date.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a mentor confirms before a mentee is removed from the roster', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await match(server, tokens.mentor);
  const page = await openMatches(browser, server, 'max@ucla.edu');
  const remove = () => fromMenu(page, 'Ann Bruin', 'End match with Ann Bruin');
  const dialog = page.getByRole('dialog', { name: 'Remove Ann Bruin from your roster?' });
  await remove();
  await dialog.getByText('your messages with each other will be deleted').waitFor();
  await hasFocus(dialog.getByRole('button', { name: 'Cancel' }));
  await look(page, 'matches-remove');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('4 of 5 spots left').waitFor();
  await hasFocus(page.getByRole('button', { name: 'More about Ann Bruin' }));
  await interrupt(page, 'RemoveMentee');
  await remove();
  await dialog.getByRole('button', { name: 'End match' }).click();
  await dialog.getByText("Can't reach the server").waitFor();
  await dialog.getByRole('button', { name: 'End match' }).click();
  await page.getByText('No mentees on your roster yet.').waitFor();
  await page.getByText('5 of 5 spots left').waitFor();
  assert.deepEqual(page.problems, []);
});

test('people without a name are shown by their email', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await server.register('new@ucla.edu');
  await match(server, tokens.mentor, 'new@ucla.edu');
  await server.register('old@ucla.edu', 'MENTOR');
  await match(server, await server.token('old@ucla.edu'));
  const mentor = await openMatches(browser, server, 'max@ucla.edu');
  await fromMenu(mentor, 'new@ucla.edu', 'End match with new@ucla.edu');
  await mentor.getByRole('dialog', { name: 'Remove new@ucla.edu from your roster?' }).waitFor();
  assert.equal(await mentor.getByText('Not provided').count(), 0);
  const mentee = await openMatches(browser, server, 'ann@ucla.edu');
  await fromMenu(mentee, 'old@ucla.edu', 'Block old@ucla.edu');
  await mentee.getByRole('button', { name: 'Block and end match' }).click();
  await mentee.getByRole('button', { name: 'Unblock No name yet' }).waitFor();
  assert.equal(await mentee.getByText('Not provided').count(), 0);
  assert.deepEqual([...mentor.problems, ...mentee.problems], []);
});

test('the home page shows a mentor how many spots are filled', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await match(server, tokens.mentor);
  const page = await open(browser, server.url);
  await signInMember(page, 'max@ucla.edu');
  await page.getByText('1 of 5 spots filled, 4 open.').waitFor();
  assert.equal(await page.getByText("once you're matched").count(), 0);
  await look(page, 'home-mentor');
  assert.deepEqual(page.problems, []);
});

test('the home page says why nobody can be matched with the member', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await server.register('new@ucla.edu');
  const pause =
    'mutation($input: PauseMentoringInput!) { pauseMentoring(input: $input) { errors { code } } }';
  await server.ask(pause, { input: {} }, tokens.mentor);
  for (const [email, text] of [
    ['ann@ucla.edu', "You're ready to be matched."],
    ['new@ucla.edu', 'You can be matched once your profile is complete.'],
    ['max@ucla.edu', "You've paused mentoring, so you aren't suggested to new mentees."],
  ]) {
    const page = await open(browser, server.url);
    await signInMember(page, email);
    await page.getByText(text).waitFor();
    await look(page, `home-${email.slice(0, 3)}`);
    assert.deepEqual(page.problems, []);
  }
  const mentor = await openMatches(browser, server, 'max@ucla.edu');
  await mentor.getByText('Paused', { exact: true }).waitFor();
});

test('a mentee blocks and unblocks a mentor', async (context) => {
  const { server, browser } = await stage(context);
  const page = await openMatches(browser, server, 'ann@ucla.edu');
  await suggested(page, 'Suggested mentors', 'Max Bruin');
  await block(page, 'Block');
  await page.getByRole('heading', { name: 'Blocked mentors' }).waitFor();
  await page.getByRole('button', { name: 'More about Max Bruin' }).waitFor({ state: 'detached' });
  await look(page, 'matches-blocked');
  const unblock = page.getByRole('button', { name: 'Unblock Max Bruin' });
  await unblock.click();
  await unblock.waitFor({ state: 'detached' });
  await suggested(page, 'Suggested mentors', 'Max Bruin');
  assert.deepEqual(page.problems, []);
});

test('a mentee blocks and unblocks an address', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await match(server, tokens.mentor);
  const page = await openMatches(browser, server, 'ann@ucla.edu');
  const dialog = page.getByRole('dialog', { name: 'Block an email address?' });
  const address = dialog.getByLabel('Email address');
  const block = dialog.getByRole('button', { name: 'Block address' });
  const ask = page.getByRole('button', { name: 'Block an email address' });
  await ask.click();
  await address.fill('max@example.com');
  await block.click();
  await dialog.locator('.error').getByText('UCLA').waitFor();
  assert.equal(await address.getAttribute('aria-invalid'), 'true');
  await look(page, 'matches-block-address');
  for (const email of ['Nobody@ucla.edu', 'max@ucla.edu']) {
    if (!(await dialog.isVisible())) await ask.click();
    await address.fill(email);
    await block.click();
    await page.getByRole('button', { name: `Unblock ${email.toLowerCase()}` }).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await ask.click();
    assert.equal(await address.inputValue(), '');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
  await page.getByText('No mentor yet.').waitFor();
  await look(page, 'matches-blocked-addresses');
  for (const email of ['nobody@ucla.edu', 'max@ucla.edu']) {
    const unblock = page.getByRole('button', { name: `Unblock ${email}` });
    await unblock.click();
    await unblock.waitFor({ state: 'detached' });
  }
  assert.deepEqual(page.problems, []);
});

test('matches that fail to load can be loaded again', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await match(server, tokens.mentor);
  for (const [email, query] of [
    ['max@ucla.edu', 'MenteeSuggestions'],
    ['ann@ucla.edu', 'MentorSuggestions'],
  ]) {
    const page = await open(browser, server.url);
    await signInMember(page, email);
    await interrupt(page, 'MyMatches');
    await interrupt(page, query);
    await page
      .getByRole('link', { name: email.startsWith('max') ? 'Mentees' : 'Mentors', exact: true })
      .click();
    await page.getByRole('alert').nth(1).waitFor();
    await look(page, `matches-broken-${query}`);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('link', { name: /@ucla\.edu/ }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').filter({ hasText: "Can't reach" }).waitFor({ state: 'detached' });
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

async function addByEmail(page, email) {
  await page.getByLabel('Add a mentee by email').fill(email);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
}

async function openMatches(browser, server, email) {
  const page = await open(browser, server.url);
  await signInMember(page, email);
  const title = email.startsWith('max') ? 'Mentees' : 'Mentors';
  await page.getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('heading', { name: title, exact: true }).waitFor();
  return page;
}

/** Chooses an action from the menu of a person. */
async function fromMenu(page, name, action) {
  await page.getByRole('button', { name: `More about ${name}` }).click();
  await page.getByRole('button', { name: action }).click();
}

/** Blocks the mentor, after it has canceled the dialog once. */
async function block(page, action) {
  const choose = () => fromMenu(page, 'Max Bruin', 'Block Max Bruin');
  const dialog = page.getByRole('dialog', { name: 'Block Max Bruin?' });
  await choose();
  await hasFocus(dialog.getByRole('button', { name: 'Cancel' }));
  await look(page, action === 'Block' ? 'matches-block' : 'matches-block-mentor');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await choose();
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Waits for a suggestion, reloading: suggestions are computed shortly after a profile has changed. */
async function suggested(page, title, name) {
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });
  for (let round = 0; round < 20; round += 1) {
    const found = await card
      .getByText(name)
      .first()
      .waitFor({ timeout: 1000 })
      .then(
        () => true,
        () => false,
      );
    if (found) return;
    await page.reload();
  }
  assert.fail(`${name} is not suggested`);
}
