// The survey in steps: what it asks and suggests, what it says when something is missing, and what each step saves.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, hasFocus, hold, interrupt, look, open, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';
const NEW = 'new@ucla.edu';
const PROFILE = {
  firstName: 'Ann',
  lastName: 'Adams',
  year: 1,
  major: ['Physics'],
  hobbies: 'Climbing, chess',
};

test('a new member is led through the steps, and each is saved', async (context) => {
  const { server, page } = await stage(context, NEW);
  await page.getByRole('link', { name: 'Fill in the survey' }).click();
  await step(page, 'About you');
  assert.equal(await page.locator('.error').count(), 0);
  await look(page, 'survey-about');
  await next(page);
  await page.getByText('Enter your first name.').waitFor();
  await page.getByText('Enter your last name.').waitFor();
  await hasFocus(page.getByLabel('First name'));
  await look(page, 'survey-about-missing');
  await page.getByLabel('First name').fill('New');
  await page.getByLabel('Last name').fill('Bruin');
  assert.equal(await page.locator('.error').count(), 0);
  await interrupt(page, 'CompleteSurvey');
  await next(page);
  await page.getByRole('alert').getByText("Can't reach the server").waitFor();
  await next(page);

  await step(page, 'Studies');
  await hasFocus(page.getByRole('heading', { name: 'Studies' }));
  await announces(page, 'Saved.');
  assert.equal((await profileOf(server, NEW)).firstName, 'New');
  assert.equal(await page.locator('.error').count(), 0);
  await look(page, 'survey-studies');
  await page.getByLabel('Year').selectOption('Incoming');
  await next(page);
  await page.getByText('Enter your major, or “Undeclared”.').waitFor();
  await hasFocus(page.getByLabel('Major 1'));
  // More than 100 majors are suggested, which the page loads apart.
  const suggested = page.locator('datalist').first().locator('option');
  await suggested.nth(100).waitFor({ state: 'attached' });
  await page.getByLabel('Major 1').fill('Underwater Basket Weaving');
  await page.getByRole('button', { name: 'Add a major' }).click();
  // An empty line is no major, and no error.
  assert.equal(await page.locator('.error').count(), 0);
  await next(page);

  await step(page, 'Interests');
  await look(page, 'survey-interests');
  await page.getByRole('button', { name: 'Save and finish' }).click();
  await page.getByRole('heading', { name: 'Hi, New' }).waitFor();
  const { year, major } = await profileOf(server, NEW);
  assert.deepEqual({ year, major }, { year: 0, major: ['Underwater Basket Weaving'] });
  assert.deepEqual(page.problems, []);
});

test('a chip adds its word to a text, or removes it', async (context) => {
  const { page } = await stage(context, ANN, PROFILE);
  await page.goto('/#/survey?step=interests');
  const hobbies = page.getByLabel('Hobbies');
  const chip = (name) => page.getByRole('button', { name, exact: true });
  await chip('Chess').waitFor();
  assert.equal(await chip('Chess').getAttribute('aria-pressed'), 'true');
  for (const [name, text] of [
    ['Running', 'Climbing, chess, Running'],
    ['Chess', 'Climbing, Running'],
    ['Climbing', 'Running'],
    ['Running', ''],
    ['Music', 'Music'],
  ]) {
    await chip(name).click();
    assert.equal(await hobbies.inputValue(), text);
  }
  await hobbies.fill('jazz; music, Art,');
  await chip('Music').click();
  assert.equal(await hobbies.inputValue(), 'jazz, Art,');
  await chip('Dance').click();
  assert.equal(await hobbies.inputValue(), 'jazz, Art, Dance');
  await page.getByLabel('Goals').fill('An internship\n');
  await chip('Research').click();
  assert.equal(await page.getByLabel('Goals').inputValue(), 'An internship\nResearch');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  await look(page, 'survey-chips');
  assert.deepEqual(page.problems, []);
});

test('a step saves its own changes, and the others stay drafts', async (context) => {
  const { server, page } = await stage(context, ANN, PROFILE);
  await page.goto('/#/survey');
  await page.getByLabel('First name').fill('Anna');
  await page.getByRole('link', { name: /^Interests/ }).click();
  await page.getByLabel('Clubs').fill('Rowing club');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  const { firstName, clubs } = await profileOf(server, ANN);
  assert.deepEqual({ firstName, clubs }, { firstName: 'Ann', clubs: 'Rowing club' });
  await page.goBack();
  await step(page, 'About you');
  assert.equal(await page.getByLabel('First name').inputValue(), 'Anna');
  await page.getByText('You have unsaved changes.').waitFor();
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  await page.getByText('Saved.', { exact: true }).waitFor();
  await hasFocus(page.getByRole('button', { name: 'Save' }));
  assert.equal((await profileOf(server, ANN)).firstName, 'Anna');
  assert.deepEqual(page.problems, []);
});

test('a check mark is about what is saved, and the last step leads to what is not', async (context) => {
  const { server, page } = await stage(context, NEW);
  await page.goto('/#/survey');
  await page.getByLabel('First name').fill('New');
  await page.getByLabel('Last name').fill('Bruin');
  await page.getByLabel('Other background').waitFor();
  assert.equal(await page.getByText('(complete)').count(), 0);
  await page.getByRole('link', { name: /^Interests/ }).click();
  await step(page, 'Interests');
  const finish = page.getByRole('button', { name: 'Save and finish' });
  await finish.click();
  await announces(page, "Saved. Your changes in “About you” aren't saved yet.");
  await step(page, 'About you');
  await hasFocus(page.getByRole('heading', { name: 'About you' }));
  await next(page);
  await step(page, 'Studies');
  await page.getByRole('link', { name: 'About you (complete)' }).waitFor();
  await page.getByRole('link', { name: /^Interests/ }).click();
  await finish.click();
  await announces(page, 'Saved. Something is missing in “Studies”.');
  await step(page, 'Studies');
  assert.equal((await profileOf(server, NEW)).firstName, 'New');
  assert.deepEqual(page.problems, []);
});

test('a step that is saved late moves nobody, and two saves keep each other', async (context) => {
  const { server, page } = await stage(context, NEW);
  await page.goto('/#/survey');
  await page.getByLabel('First name').fill('New');
  await page.getByLabel('Last name').fill('Bruin');
  const release = await hold(page, 'CompleteSurvey');
  await next(page);
  await page.getByRole('link', { name: /^Studies/ }).click();
  await page.getByLabel('Year').selectOption('Incoming');
  await page.getByLabel('Major 1').fill('Physics');
  await next(page);
  await step(page, 'Interests');
  await announces(page, 'Saved.');
  release();
  await announces(page, 'Saved “About you”.');
  await step(page, 'Interests');
  await page.getByRole('link', { name: 'About you (complete)' }).click();
  await step(page, 'About you');
  assert.equal(await page.getByText('You have unsaved changes.').count(), 0);
  await page.getByRole('link', { name: 'Studies (complete)' }).click();
  await step(page, 'Studies');
  assert.equal(await page.getByText('You have unsaved changes.').count(), 0);
  const { firstName, major } = await profileOf(server, NEW);
  assert.deepEqual({ firstName, major }, { firstName: 'New', major: ['Physics'] });

  // The draft of a step that was left and could not be saved stays.
  await page.getByLabel('Major 1').fill('Art');
  const fail = await hold(page, 'CompleteSurvey', (route) => route.abort('connectionrefused'));
  await next(page);
  await page.getByRole('link', { name: /^Interests/ }).click();
  await step(page, 'Interests');
  fail();
  await announces(page, "“Studies” isn't saved yet.");
  await page.getByRole('link', { name: /^Studies/ }).click();
  await page.getByText('You have unsaved changes.').waitFor();
  assert.equal(await page.getByLabel('Major 1').inputValue(), 'Art');
  assert.deepEqual(page.problems, []);
});

async function stage(context, email, profile) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  if (profile) await server.member(email, 'MENTEE', profile);
  else await server.register(email);
  const page = await open(browser, server.url);
  await signInMember(page, email);
  return { server, page };
}

function step(page, title) {
  return page.getByRole('heading', { name: title, exact: true }).waitFor();
}

function next(page) {
  return page.getByRole('button', { name: 'Save and continue' }).click();
}

async function profileOf(server, email) {
  const query = '{ me { firstName year major clubs } }';
  return (await server.ask(query, {}, await server.token(email))).me;
}
