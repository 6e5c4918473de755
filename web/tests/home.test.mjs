// The home page has one next step, which depends on the member: the mentor, suggestions, requests, or what is missing.

import assert from 'node:assert/strict';
import test from 'node:test';

import { interrupt, look, open, signInMember } from './browser.mjs';
import { createProgram, LONG } from './program.mjs';
import { setUp } from './set_up.mjs';

const profile = (firstName, lastName, further = {}) => ({
  firstName,
  lastName,
  year: 1,
  major: ['Physics'],
  ...further,
});

test('a matched mentee sees the mentor and the last message', async (context) => {
  const { server, browser, tokens, ids } = await stage(context);
  await add(server, tokens.max, 'ann@ucla.edu');
  const page = await openHome(browser, server, 'ann@ucla.edu');
  await page.getByRole('heading', { name: 'Max Miller' }).waitFor();
  await page.getByText('Your mentor · Incoming · Physics').waitFor();
  await page.getByText("You haven't written yet.").waitFor();
  const email = page.getByRole('link', { name: 'max@ucla.edu' });
  assert.equal(await email.getAttribute('href'), 'mailto:max@ucla.edu');
  const message = page.getByRole('link', { name: 'Message Max Miller' });
  assert.equal(await message.getAttribute('href'), `#/messages/${ids.max}`);

  await send(server, tokens.ann, 'First');
  await send(server, tokens.max, 'Hi Ann! How about a coffee at Kerckhoff this Thursday?');
  await page.getByText('Hi Ann! How about a coffee').waitFor();
  await interrupt(page, 'Conversations');
  await page.reload();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Hi Ann! How about a coffee').waitFor();
  assert.equal(await page.getByText('First', { exact: true }).count(), 0);
  await look(page, 'home-matched');
  assert.deepEqual(page.problems, []);
});

test('a mentee sees suggestions and open requests, and then an offer', async (context) => {
  const { server, browser, tokens, ids } = await stage(context);
  const page = await openHome(browser, server, 'ann@ucla.edu');
  await page.getByRole('heading', { name: 'Find your mentor' }).waitFor();
  const suggested = page.getByRole('list', { name: 'Suggested mentors' });
  await suggested.getByText('Max Miller').waitFor();
  await look(page, 'home-find');
  await request(server, tokens.ann, ids.max);
  await page.reload();
  const requests = page.locator('.card', { hasText: 'Open requests' });
  await requests.getByText('Max Miller').waitFor();
  await requests.getByText('Waiting for a reply').waitFor();
  await look(page, 'home-requested');

  await offer(server, tokens.mia, ids.ann);
  await page.reload();
  await page.getByRole('heading', { name: 'Mia Moreno wants to be your mentor' }).waitFor();
  await look(page, 'home-offered');
  await page.getByRole('link', { name: 'Review the offer' }).click();
  await page.getByRole('heading', { name: 'Mentors', exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a mentor sees requests first, and then the roster', async (context) => {
  const { server, browser, tokens, ids } = await stage(context);
  const page = await openHome(browser, server, 'max@ucla.edu');
  await page.getByRole('heading', { name: 'Meet your first mentee' }).waitFor();
  await page.getByRole('list', { name: 'Suggested mentees' }).getByText('Ann Adams').waitFor();
  await look(page, 'home-mentor-new');
  await request(server, tokens.ann, ids.max);
  await page.reload();
  await page.getByRole('heading', { name: 'Ann Adams would like you as a mentor' }).waitFor();
  await look(page, 'home-mentor-asked');
  await page.getByRole('link', { name: 'Review the request' }).click();
  await page.getByRole('button', { name: 'Accept Ann Adams' }).click();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('heading', { name: 'You mentor Ann Adams' }).waitFor();
  await page.getByText('1 of 5 spots filled, 4 open.').waitFor();
  await page.getByText('You have 4 open spots').waitFor();
  const message = page.getByRole('link', { name: 'Message Ann Adams' });
  assert.equal(await message.getAttribute('href'), `#/messages/${ids.ann}`);
  const email = page.getByRole('link', { name: 'Email Ann Adams' });
  assert.equal(await email.getAttribute('href'), 'mailto:ann@ucla.edu');
  assert.deepEqual(page.problems, []);
});

test('a mentor without approval knows what is missing', async (context) => {
  const { server, browser } = await setUp(context, {
    SEND_EMAILS: 'false',
    MENTOR_APPROVAL: 'true',
  });
  await server.member('max@ucla.edu', 'MENTOR', profile('Max', 'Miller'));
  const page = await openHome(browser, server, 'max@ucla.edu');
  await page.getByRole('heading', { name: 'Waiting for approval' }).waitFor();
  await page.getByText('Mentees can find you once an administrator has approved you.').waitFor();
  await look(page, 'home-not-approved');
  assert.deepEqual(page.problems, []);
});

test('an unfinished profile leads to the step that is missing', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.member('ann@ucla.edu', 'MENTEE', { firstName: 'Ann', lastName: 'Adams' });
  const page = await openHome(browser, server, 'ann@ucla.edu');
  await page.getByText('2 of 4').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Major' }).getByText('missing').waitFor();
  await look(page, 'home-unfinished');
  await page.getByRole('link', { name: 'Finish your profile' }).click();
  await page.getByRole('heading', { name: 'Studies' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('nothing is too wide for a window of 320 pixels, as with a zoom of 400 percent', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  await add(server, await server.token('max@ucla.edu'), LONG.email);
  for (const email of [LONG.email, 'max@ucla.edu']) {
    const page = await open(browser, server.url, { width: 320, height: 640 });
    for (const [path, heading] of [
      ['/#/sign-in', 'Sign in'],
      ['/#/register', 'Create your account'],
      ['/#/forgot', 'Reset your password'],
    ]) {
      await page.goto(path);
      await page.getByRole('heading', { name: heading }).waitFor();
      await fits(page, path);
    }
    await signInMember(page, email);
    await page.locator('.hero h2').waitFor();
    await page.waitForLoadState('networkidle');
    await fits(page, 'home');
    for (const step of ['about', 'studies', 'interests']) {
      await page.goto(`/#/survey?step=${step}`);
      await page.locator('.step-number').first().waitFor();
      await fits(page, step);
    }
    assert.deepEqual(page.problems, []);
  }
});

async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} pixels too wide`);
}

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  const tokens = {
    max: await server.member('max@ucla.edu', 'MENTOR', profile('Max', 'Miller', { year: 0 })),
    mia: await server.member('mia@ucla.edu', 'MENTOR', profile('Mia', 'Moreno')),
    ann: await server.member('ann@ucla.edu', 'MENTEE', profile('Ann', 'Adams')),
  };
  const ids = {};
  for (const [name, token] of Object.entries(tokens)) {
    ids[name] = (await server.ask('{ me { id } }', {}, token)).me.id;
  }
  return { server, browser, tokens, ids };
}

async function openHome(browser, server, email) {
  const page = await open(browser, server.url);
  await signInMember(page, email);
  return page;
}

function add(server, token, menteeEmail) {
  return mutate(server, token, 'addMentee', 'AddMenteeInput', { menteeEmail });
}

function send(server, token, body) {
  return mutate(server, token, 'sendMessage', 'SendMessageInput', { body });
}

function request(server, token, mentorId) {
  return mutate(server, token, 'requestMentor', 'RequestMentorInput', { mentorId });
}

function offer(server, token, menteeId) {
  return mutate(server, token, 'offerMentoring', 'OfferMentoringInput', { menteeId });
}

async function mutate(server, token, name, type, input) {
  const document = `mutation($input: ${type}!) { payload: ${name}(input: $input) { errors { code } } }`;
  const { payload } = await server.ask(document, { input }, token);
  assert.deepEqual(payload.errors, []);
}
