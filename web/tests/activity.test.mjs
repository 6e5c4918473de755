// The activity page: who did what to whom, by person, kind, and date, a page at a time.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { announces, hasFocus, hasValue, interrupt, look, open, signInAdmin, tabTo } from './browser.mjs';
import { Steps, WAYS } from './clicks.mjs';
import { createProgram, registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const SETTINGS = { SEND_EMAILS: 'false' };

test('an administrator reads what happened, and filters it', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  await server.ask(add, { input: { menteeEmail: 'ann@ucla.edu' } }, await server.token('max@ucla.edu'));
  const login = 'mutation($input: LoginInput!) { login(input: $input) { token } }';
  await server.ask(login, { input: { email: 'ann@ucla.edu', password: 'not this one' } });
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByText('Max Miller took on Ann Adams as a mentee.').waitFor();
  const failed = page.getByRole('listitem').filter({
    hasText: 'A sign-in as Ann Adams failed (incorrect password).',
  });
  await failed.waitFor();
  await page.getByRole('heading', { name: /^Today/ }).waitFor();
  await look(page, 'activity');

  await page.getByLabel('Kind').selectOption('Matched');
  await failed.waitFor({ state: 'detached' });
  await page.getByText('Max Miller took on Ann Adams as a mentee.').waitFor();
  assert.equal(await entries(page).count(), 1);
  await page.reload();
  await page.getByText('Max Miller took on Ann Adams as a mentee.').waitFor();
  await page.getByLabel('Kind').selectOption('All');
  await failed.waitFor();
  await choose(page, 'mia@ucla.edu', 'Mia Moreno');
  await failed.waitFor({ state: 'detached' });
  await page.getByText('Mia Moreno registered.').waitFor();
  assert.equal(await page.getByText('Ann Adams').count(), 0);
  await page.reload();
  await page.getByText('Mia Moreno registered.').waitFor();
  await hasValue(page.getByLabel('Person'), 'Mia Moreno');
  await page.getByLabel('Person').fill('nobody@ucla.edu');
  await page.getByText('Nobody found.').waitFor();
  await choose(page, 'Mil', 'Max Miller');
  await page.getByLabel('Their part').selectOption('They did it');
  await page.getByText('Max Miller took on Ann Adams as a mentee.').waitFor();
  await page.getByLabel('To', { exact: true }).fill('2000-01-01');
  await page.getByText('Nothing found').waitFor();
  await look(page, 'activity-empty');
  await page.getByLabel('To', { exact: true }).fill('');
  await page.getByRole('link', { name: 'Ann Adams' }).click();
  await page.getByRole('heading', { name: 'Ann Adams' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('chips choose a period and a topic, and every choice asks the server', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/activity');
  await page.getByText('Mia Moreno registered.').waitFor();
  const chip = (name) => page.getByRole('button', { name, exact: true });
  const asked = async (act) => {
    const request = page.waitForRequest((request) => request.postData()?.includes('query Activity'));
    await act();
    return JSON.parse((await request).postData()).variables.filter;
  };
  const yesterday = await asked(() => chip('Yesterday').click());
  const length = new Date(yesterday.until) - new Date(yesterday.since);
  // A day with a change of the clocks is an hour longer or shorter.
  assert.ok(Math.abs(length - 86_400_000) <= 3_600_000);
  assert.ok(new Date(yesterday.until) <= new Date());
  await page.getByText('Nothing found').waitFor();
  const today = await asked(() => chip('Today').click());
  assert.equal(today.since, yesterday.until);
  await page.getByText('Mia Moreno registered.').waitFor();
  assert.equal(await chip('Today').getAttribute('aria-pressed'), 'true');
  const problems = await asked(() => chip('Problems').click());
  assert.ok(problems.kinds.includes('SIGN_IN_FAILED') && !problems.kinds.includes('SIGNED_IN'));
  const week = await asked(() => chip('Last 7 days').click());
  assert.ok(week.since < today.since && week.until > week.since);
  await asked(() => chip('Any time').click());
  const everything = await asked(() => chip('Everything').click());
  assert.equal(everything.kinds, null);
  const dated = await asked(() => page.getByLabel('From', { exact: true }).fill('2020-02-03'));
  assert.equal(new Date(dated.since).getDate(), 3);
  assert.equal(await chip('Any time').getAttribute('aria-pressed'), 'false');
  assert.deepEqual(page.problems, []);
});

for (const how of WAYS) {
  test(`what changed yesterday and who did it is three clicks away, by ${how}`, async (context) => {
    const { server, browser } = await setUp(context, SETTINGS);
    await createProgram(server);
    const page = await open(browser, server.url);
    // What happened today was yesterday for this browser.
    await page.clock.install({ time: Date.now() + 86_400_000 });
    // Otherwise the page follows the server's clock.
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const date = new Date(Date.now() + 86_400_000).toUTCString();
      await route.fulfill({ response, headers: { ...response.headers(), date } });
    });
    await signInAdmin(page);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    const steps = new Steps(page, how);
    await steps.act(page.getByRole('link', { name: 'Activity', exact: true }));
    await steps.act(page.getByRole('button', { name: 'Yesterday', exact: true }));
    await steps.act(page.getByRole('button', { name: 'Changes', exact: true }));
    // The list before it has the same heading and the same registration.
    await page.getByRole('button', { name: 'Changes', exact: true, pressed: true }).waitFor();
    await page.getByRole('heading', { name: /^Yesterday/ }).waitFor();
    await page.getByText('Mia Moreno registered.').waitFor();
    assert.equal(await entries(page).filter({ hasText: 'signed in' }).count(), 0);
    assert.ok(steps.count <= 3);
    assert.deepEqual(page.problems, []);
  });
}

test('the keyboard alone chooses a person', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/activity');
  const field = page.getByLabel('Person');
  await tabTo(page, field);
  await page.keyboard.type('M');
  await page.getByRole('option').nth(1).waitFor();
  const second = await page.getByRole('option').nth(1).locator('div > div').first().textContent();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/person=/);
  await hasFocus(field);
  await hasValue(field, second);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.waitForURL((url) => !url.hash.includes('person='));
  assert.deepEqual(page.problems, []);
});

test('what is found is saved as CSV, by pages, without formulas', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  const profile = { firstName: '=1+1', lastName: '' };
  const eve = await server.member('eve@ucla.edu', 'MENTEE', profile);
  const update = `mutation($input: ProfileInput!) {
    updateProfile(input: $input) { errors { code } } }`;
  for (let index = 0; index < 105; index += 1) {
    await server.ask(update, { input: { hobbies: `Hobby ${index}` } }, eve);
  }
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/activity?kind=ACCOUNT_CHANGED');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  await announces(page, 'Saved 105 entries.');
  const file = await saving;
  assert.equal(file.suggestedFilename(), 'activity.csv');
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n');
  assert.equal(lines.length, 106);
  assert.match(lines[0], /^\uFEFF?"time","kind","succeeded","what_happened","by","about"$/);
  for (const line of lines.slice(1)) {
    assert.match(line, /^"[^"]+","Account changed","yes","'=1\+1 changed .*","eve@ucla.edu","eve@/);
  }
  await interrupt(page, 'Activity');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  await page.getByText('The file could not be made.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('the names in a sentence link to the people whom they mean', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  const profile = { year: 2, major: ['Physics'], hobbies: 'Chess', goals: 'Friends' };
  const member = (email, role, firstName, lastName) =>
    server.member(email, role, { firstName, lastName, ...profile });
  const lee = await member('lee@ucla.edu', 'MENTEE', 'Ann', 'Lee');
  await member('leeds@ucla.edu', 'MENTOR', 'Ann', 'Leeds');
  await member('fox@ucla.edu', 'MENTEE', 'Sam', 'Fox');
  const fox = await member('other.fox@ucla.edu', 'MENTOR', 'Sam', 'Fox');
  const token = await server.adminToken();
  const idOf = async (email) => {
    const query = 'query($email: String!) { user(email: $email) { id } }';
    return (await server.ask(query, { email }, token)).user.id;
  };
  const ask =
    'mutation($input: RequestMentorInput!) { requestMentor(input: $input) { errors { code } } }';
  await server.ask(ask, { input: { mentorId: await idOf('leeds@ucla.edu') } }, lee);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  await server.ask(add, { input: { menteeEmail: 'fox@ucla.edu' } }, fox);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/activity');
  const links = (sentence) => entries(page).filter({ hasText: sentence }).getByRole('link');
  const lees = links('Ann Lee asked Ann Leeds to be their mentor.');
  await lees.first().waitFor();
  assert.deepEqual(await lees.allTextContents(), ['Ann Lee', 'Ann Leeds']);
  for (const [link, email] of [
    [lees.first(), 'lee@ucla.edu'],
    [lees.last(), 'leeds@ucla.edu'],
  ]) {
    assert.equal(await link.getAttribute('href'), `#/people/${await idOf(email)}`);
  }
  await page.getByText('Sam Fox took on Sam Fox as a mentee.').waitFor();
  assert.equal(await links('Sam Fox took on Sam Fox').count(), 0, 'either could be meant');
  assert.deepEqual(page.problems, []);
});

test('the list grows by a page at a time', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await server.member('ann@ucla.edu', 'MENTEE', { firstName: 'Ann', lastName: 'Adams' });
  const ann = await server.token('ann@ucla.edu');
  const update = `mutation($input: ProfileInput!) {
    updateProfile(input: $input) { errors { code } } }`;
  for (let index = 0; index < 40; index += 1) {
    await server.ask(update, { input: { hobbies: `Hobby ${index}` } }, ann);
  }
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/activity?kind=ACCOUNT_CHANGED');
  const changes = entries(page).filter({ hasText: 'Ann Adams changed their account.' });
  await changes.nth(29).waitFor();
  assert.equal(await changes.count(), 30);
  await page.getByRole('button', { name: 'Load more' }).click();
  await changes.nth(39).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Load more' }).count(), 0);
  await hasFocus(changes.nth(30));

  await page.reload();
  await changes.nth(29).waitFor();
  await interrupt(page, 'Activity');
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.getByRole('alert').getByText("Can't reach the server.").waitFor();
  assert.equal(await changes.count(), 30);
  await look(page, 'activity-error', page.getByRole('button', { name: 'Try again' }));
  await page.getByRole('button', { name: 'Try again' }).click();
  await changes.nth(39).waitFor();
  assert.deepEqual(page.problems, []);
});

test('without the permission to see accounts, people are hidden', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  await registerAdmin(server, 'reader', 'READER', PASSWORD, ['SIGNALS_READ']);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'reader');
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByText('[hidden] registered.').first().waitFor();
  assert.equal(await page.getByLabel('Person').count(), 0);
  assert.equal(await page.getByText('Ann Adams').count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Reports', exact: true }).count(), 0);
  assert.deepEqual(page.problems, []);
});

/** The list of what happened. */
function entries(page) {
  return page.locator('.timeline').getByRole('listitem');
}

/** Finds a person and chooses them as the filter. */
async function choose(page, text, name) {
  await page.getByLabel('Person').fill(text);
  await page.getByRole('option', { name }).click();
}
