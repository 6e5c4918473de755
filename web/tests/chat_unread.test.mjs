// Unread messages: the number in the navigation and in the list, the mark in the conversation, and how they are read.

import assert from 'node:assert/strict';
import test from 'node:test';

import { interrupt, look, open, signInMember } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

const MAX = 'max@ucla.edu';

test('unread messages are counted live, and read when their conversation is open', async (context) => {
  const { server, browser, people } = await stage(context);
  const { max, ann, ben } = people;
  await send(server, max, ann, 'Welcome!');
  await send(server, ann, max, 'Hi!');
  const page = await open(browser, server.url);
  await signInMember(page, MAX);
  await page.getByRole('link', { name: 'Messages 1 new' }).waitFor();
  await send(server, ann, max, 'Are you free on Friday?');
  await page.getByRole('link', { name: 'Messages 2 new' }).waitFor();
  await send(server, ben, max, 'Hello!');
  await page.getByRole('link', { name: 'Messages 3 new' }).waitFor();
  await look(page, 'chat-unread-home');

  await page.getByRole('link', { name: 'Messages 3 new' }).click();
  const list = page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('link', { name: /Ann Adams Are you free on Friday\? .* 2 new/ }).waitFor();
  const names = await list.locator('strong').allInnerTexts();
  assert.deepEqual(names.slice(0, 2), ['Ben Baker', 'Ann Adams']);
  await look(page, 'chat-unread-list');
  await list.getByRole('link', { name: 'Ann Adams' }).click();
  await page.getByText('New', { exact: true }).waitFor();
  assert.deepEqual(await page.locator('.chat-new ~ .bubble p').allInnerTexts(), [
    'Hi!',
    'Are you free on Friday?',
  ]);
  await page.getByRole('link', { name: 'Messages 1 new' }).waitFor();
  await until(async () => (await unread(server, max)).ann === 0);
  await look(page, 'chat-unread');

  // What arrives in the open conversation is read at once; the mark stays where it was.
  await send(server, ann, max, 'Or on Monday?');
  await page.locator('.bubble').getByText('Or on Monday?').waitFor();
  await until(async () => (await unread(server, max)).ann === 0);
  assert.equal(await page.locator('.chat-new ~ .bubble p').count(), 3);
  await page.getByRole('link', { name: 'Messages 1 new' }).waitFor();
  await page.reload();
  await page.locator('.bubble').getByText('Or on Monday?').waitFor();
  // What is unread comes with the conversations.
  await page.getByRole('link', { name: 'Messages 1 new' }).waitFor();
  assert.equal(await page.getByText('New', { exact: true }).count(), 0);
  assert.deepEqual(await unread(server, max), { ann: 0, ben: 1 });
  assert.deepEqual(page.problems, []);
});

test('what is read on one device is read on the others', async (context) => {
  const { server, browser, people } = await stage(context);
  await send(server, people.ann, people.max, 'Hi!');
  const page = await open(browser, server.url);
  await signInMember(page, MAX);
  await page.getByRole('link', { name: 'Messages 1 new' }).waitFor();
  const other = await open(browser, server.url);
  await signInMember(other, MAX);
  await other.goto(`/#/messages/${people.ann.id}`);
  await other.locator('.bubble').getByText('Hi!').waitFor();
  await until(async () => (await unread(server, people.max)).ann === 0);
  await returnTo(page);
  await page.getByRole('link', { name: 'Messages', exact: true }).waitFor();
  assert.deepEqual([...page.problems, ...other.problems], []);
});

test('conversations that failed to load are loaded when the user returns', async (context) => {
  const { server, browser, people } = await stage(context);
  await send(server, people.ann, people.max, 'Hi!');
  const page = await open(browser, server.url);
  await interrupt(page, 'Conversations');
  const failed = page.waitForEvent('requestfailed');
  await signInMember(page, MAX);
  await failed;
  await page.getByRole('link', { name: 'Messages', exact: true }).waitFor();
  await returnTo(page);
  await page.getByRole('link', { name: 'Messages 1 new' }).waitFor();
  // And from then on live.
  await send(server, people.ben, people.max, 'Hello!');
  await page.getByRole('link', { name: 'Messages 2 new' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a message that arrives while the window is hidden stays unread', async (context) => {
  const { server, browser, people } = await stage(context);
  const page = await open(browser, server.url);
  await signInMember(page, MAX);
  await page.goto(`/#/messages/${people.ann.id}`);
  await page.getByText('No messages yet').waitFor();
  await setHidden(page, true);
  await send(server, people.ann, people.max, 'Hi!');
  await page.locator('.bubble').getByText('Hi!').waitFor();
  // The list has the newest message once the conversations were loaded.
  await page.getByRole('navigation', { name: 'Conversations' }).getByText('Hi!').waitFor();
  assert.equal((await unread(server, people.max)).ann, 1);
  await setHidden(page, false);
  await until(async () => (await unread(server, people.max)).ann === 0);
  assert.deepEqual(page.problems, []);
});

/** Max mentors Ann and Ben. */
async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const people = {};
  for (const name of ['max', 'ann', 'ben']) {
    const token = await server.token(`${name}@ucla.edu`);
    people[name] = { token, id: (await server.ask('{ me { id } }', {}, token)).me.id };
    const input = { menteeEmail: `${name}@ucla.edu` };
    const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
    if (name !== 'max') await server.ask(add, { input }, people.max.token);
  }
  return { server, browser, people };
}

async function send(server, from, to, body) {
  const query = `mutation($input: SendMessageInput!) { sendMessage(input: $input) { errors { code } } }`;
  const input = { partnerId: to.id, body };
  assert.deepEqual((await server.ask(query, { input }, from.token)).sendMessage.errors, []);
}

/** How many messages of Ann and of Ben are unread. */
async function unread(server, { token }) {
  const query = `{ conversations { partnerId unreadCount } me { roster { mentees { id firstName } } } }`;
  const { conversations, me } = await server.ask(query, {}, token);
  const nameOf = (id) => me.roster.mentees.find((mentee) => mentee.id === id).firstName.toLowerCase();
  const counts = conversations.map(({ partnerId, unreadCount }) => [nameOf(partnerId), unreadCount]);
  return Object.fromEntries(counts.sort());
}

async function until(isSo) {
  for (let round = 0; round < 200; round += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${isSo} did not become true`);
}

/** Returns to the window, as the page sees it. */
function returnTo(page) {
  return page.evaluate(() => window.dispatchEvent(new Event('focus')));
}

/** Hides or shows the window, as the page sees it. */
function setHidden(page, isHidden) {
  return page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}
