// Messages between partners: live in two browsers, across lost connections and a restart of the server, earlier ones,
// and a match that ends.

import assert from 'node:assert/strict';
import test from 'node:test';

import { DESKTOP, hasFocus, hasValue, interrupt, look, open, PHONE, signInMember } from './browser.mjs';
import {
  ANN,
  bubble,
  fieldFor,
  goesLive,
  MAX,
  mutate,
  openChat,
  openLive,
  send,
  shown,
  stage,
  write,
} from './chat.mjs';
import { PASSWORD } from './server.mjs';

test('partners write to each other, live', async (context) => {
  const { server, browser } = await stage(context);
  const mentee = await open(browser, server.url);
  await signInMember(mentee, ANN);
  await mentee.getByRole('link', { name: 'Mentors', exact: true }).click();
  await mentee.getByRole('link', { name: 'Message Max Miller' }).click();
  await mentee.getByText('No messages yet').waitFor();
  await look(mentee, 'chat-empty');
  const mentor = await openChat(browser, server, MAX, 'Ann Adams');
  await write(mentee, 'Max Miller', 'Hi Max!');
  await hasFocus(fieldFor(mentee, 'Max Miller'));
  await hasValue(fieldFor(mentee, 'Max Miller'), '');
  await bubble(mentor, 'Hi Max!').waitFor();
  await mentee.keyboard.type('I climb, too.');
  await mentee.keyboard.press('Shift+Enter');
  await mentee.keyboard.type('Mostly indoors.');
  await mentee.keyboard.press('Enter');
  await bubble(mentor, 'Mostly indoors.').waitFor();
  await fieldFor(mentor, 'Ann Adams').fill('Welcome, Ann.');
  await mentor.getByRole('button', { name: 'Send' }).click();
  await bubble(mentee, 'Welcome, Ann.').waitFor();
  await mentee.getByRole('heading', { name: 'Today' }).waitFor();
  // The writer's own page shows a message with the response, which may come after the partner has the message.
  await bubble(mentee, 'Mostly indoors.').waitFor();
  await bubble(mentor, 'Welcome, Ann.').waitFor();
  const expected = ['Hi Max!', 'I climb, too.\nMostly indoors.', 'Welcome, Ann.'];
  assert.deepEqual(await shown(mentee), expected);
  assert.deepEqual(await shown(mentor), expected);
  await look(mentee, 'chat');
  await look(mentor, 'chat-mentor');
  assert.deepEqual([...mentee.problems, ...mentor.problems], []);
});

test('what is not sent yet stays with its partner, and the field counts near the limit', async (context) => {
  const { server, browser } = await stage(context);
  const page = await openChat(browser, server, MAX, 'Ann Adams');
  await fieldFor(page, 'Ann Adams').fill('Half a thought');
  await page.getByRole('link', { name: 'Ben Baker' }).click();
  assert.equal(await fieldFor(page, 'Ben Baker').inputValue(), '');
  await fieldFor(page, 'Ben Baker').fill('b'.repeat(3990));
  await page.getByText('10 characters left').waitFor();
  await fieldFor(page, 'Ben Baker').fill('b'.repeat(4001));
  await page.getByText('1 character too long').waitFor();
  await fieldFor(page, 'Ben Baker').press('Enter');
  await page
    .getByRole('alert')
    .getByText(/4,?000/)
    .waitFor();
  await look(page, 'chat-too-long');
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByText('Choose a conversation').waitFor();
  await look(page, 'chat-list');
  await page.getByRole('link', { name: 'Ann Adams' }).click();
  assert.equal(await fieldFor(page, 'Ann Adams').inputValue(), 'Half a thought');
  await page.setViewportSize(PHONE);
  await page.getByRole('link', { name: 'All messages' }).click();
  await page.getByRole('link', { name: 'Ben Baker' }).click();
  assert.equal((await fieldFor(page, 'Ben Baker').inputValue()).length, 4001);
  assert.deepEqual(page.problems, []);
});

test('a conversation resumes after a lost connection, without a gap or a double', async (context) => {
  const { server, browser, tokens } = await stage(context);
  const page = await open(browser, server.url);
  const connection = await breakable(page);
  await signInMember(page, ANN);
  await page.getByRole('link', { name: 'Messages' }).click();
  await connection.isLive();
  await send(server, tokens.max, tokens.annId, 'First');
  await page.getByText('First').waitFor();
  connection.cut();
  await page.getByText('Connection lost').waitFor();
  await look(page, 'chat-reconnecting');
  // From the partner, and from another device of the member.
  await send(server, tokens.max, tokens.annId, 'Second');
  await send(server, tokens.ann, tokens.maxId, 'Third');
  connection.mend();
  await page.getByText('Third').waitFor();
  await page.getByText('Connection lost').waitFor({ state: 'detached' });
  await send(server, tokens.max, tokens.annId, 'Fourth');
  await page.getByText('Fourth').waitFor();
  assert.deepEqual(await shown(page), ['First', 'Second', 'Third', 'Fourth']);
  assert.deepEqual(page.problems, []);
});

test('a conversation goes on after the server has restarted', async (context) => {
  const { server, browser, tokens } = await stage(context);
  const page = await openChat(browser, server, ANN);
  await send(server, tokens.max, tokens.annId, 'Before');
  await page.getByText('Before').waitFor();
  await server.stop();
  await page.getByText('Connection lost').waitFor();
  await fieldFor(page, 'Max Miller').fill('Are you there?');
  await fieldFor(page, 'Max Miller').press('Enter');
  await page.getByText("Can't reach the server").waitFor();
  await look(page, 'chat-failed');
  await server.serve();
  await send(server, tokens.max, tokens.annId, 'After');
  await page.getByText('After').waitFor();
  await page.getByText('Connection lost').waitFor({ state: 'detached' });
  await fieldFor(page, 'Max Miller').press('Enter');
  await page.locator('.bubble').getByText('Are you there?').waitFor();
  assert.deepEqual(await shown(page), ['Before', 'After', 'Are you there?']);
  assert.deepEqual(page.problems, []);
});

test('a conversation stays live when the session gets other tokens', async (context) => {
  const { server, browser, tokens } = await stage(context);
  const page = await openChat(browser, server, ANN);
  const password = 'quartz violin 7 umbrella';
  await reconnects(page, 'changePassword', { currentPassword: PASSWORD, newPassword: password });
  await reconnects(page, 'reauthenticate', { password });
  await page.getByText('Connection lost').waitFor({ state: 'detached' });
  await send(server, tokens.max, tokens.annId, 'Still there?');
  await bubble(page, 'Still there?').waitFor();
  assert.equal(await page.getByText('Disconnected').count(), 0);
  assert.deepEqual(page.problems, []);
});

test('earlier messages load as the reader goes back', async (context) => {
  const { server, browser, tokens } = await stage(context);
  for (let number = 1; number <= 75; number += 1) {
    await send(server, tokens.max, tokens.annId, `Message ${number}`);
  }
  const page = await openChat(browser, server, ANN);
  await page.getByText('Message 75').waitFor();
  assert.equal((await shown(page)).length, 30);
  await inView(page, 'Message 75');
  await interrupt(page, 'MessagePage');
  const earlier = page.getByRole('button', { name: 'Earlier messages' });
  await earlier.click();
  await page.getByText("Can't reach the server").waitFor();
  await hasFocus(earlier);
  await earlier.press('Enter');
  await page.getByText('Message 16', { exact: true }).waitFor({ state: 'attached' });
  // The reader stays where they were, and a new message does not take them to the end.
  await inView(page, 'Message 46');
  await send(server, tokens.max, tokens.annId, 'Message 76');
  const toEnd = page.getByRole('button', { name: 'New messages' });
  await toEnd.waitFor();
  await look(page, 'chat-earlier');
  await page.setViewportSize(DESKTOP);
  await toEnd.click();
  await inView(page, 'Message 76');
  await toEnd.waitFor({ state: 'detached' });
  await page.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
  await page.getByText('Message 1', { exact: true }).waitFor({ state: 'attached' });
  await earlier.waitFor({ state: 'detached' });
  const expected = Array.from({ length: 76 }, (_, index) => `Message ${index + 1}`);
  assert.deepEqual(await shown(page), expected);
  assert.deepEqual(page.problems, []);
});

test('a match that ends while its conversation is open', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await send(server, tokens.max, tokens.annId, 'Private');
  const page = await openChat(browser, server, MAX, 'Ann Adams');
  await bubble(page, 'Private').waitFor();
  await mutate(server, 'leaveMentor', {}, tokens.ann);
  await write(page, 'Ann Adams', 'Still there?');
  await page.getByText('Your match with Ann Adams has ended').waitFor();
  assert.equal(await page.getByText('Private').count(), 0);
  assert.equal(await page.getByLabel("What you hadn't sent").inputValue(), 'Still there?');
  await look(page, 'chat-ended');
  await page.getByRole('button', { name: 'Discard it' }).click();
  await page.getByLabel("What you hadn't sent").waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText("This conversation isn't available").waitFor();
  await page.getByRole('link', { name: 'Ben Baker' }).click();
  await page.getByText('No messages yet').waitFor();

  // It also ends while the window is in the background.
  await mutate(server, 'removeMentee', { menteeId: tokens.benId }, tokens.max);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await page.getByText('Your match with Ben Baker has ended').waitFor();

  const mentee = await open(browser, server.url);
  await signInMember(mentee, ANN);
  await mentee.getByRole('link', { name: 'Messages' }).click();
  await mentee.getByText('Messages start with a match').waitFor();
  await look(mentee, 'chat-none');
  await mentee.getByRole('link', { name: 'Find a mentor' }).click();
  await mentee.getByRole('heading', { name: 'Mentors', exact: true }).waitFor();
  assert.deepEqual([...page.problems, ...mentee.problems], []);
});

test('an open conversation stays when another one begins', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await mutate(server, 'removeMentee', { menteeId: tokens.benId }, tokens.max);
  const mentor = await openChat(browser, server, MAX);
  await fieldFor(mentor, 'Ann Adams').fill('Half a thought');
  await mutate(server, 'addMentee', { menteeEmail: 'ben@ucla.edu' }, tokens.max);
  await mentor.evaluate(() => window.dispatchEvent(new Event('focus')));
  await mentor.getByRole('link', { name: 'Ben Baker' }).waitFor();
  assert.equal(await fieldFor(mentor, 'Ann Adams').inputValue(), 'Half a thought');
  assert.deepEqual(mentor.problems, []);
});

test("a mentee's match that ends keeps what was not sent", async (context) => {
  const { server, browser, tokens } = await stage(context);
  const mentee = await openChat(browser, server, ANN);
  await fieldFor(mentee, 'Max Miller').fill('See you on Friday');
  await mutate(server, 'removeMentee', { menteeId: tokens.annId }, tokens.max);
  await mentee.evaluate(() => window.dispatchEvent(new Event('focus')));
  await mentee.getByText('Your match with Max Miller has ended').waitFor();
  assert.equal(await mentee.getByLabel("What you hadn't sent").inputValue(), 'See you on Friday');
  assert.deepEqual(mentee.problems, []);
});

test('a conversation that fails to load can be loaded again', async (context) => {
  const { server, browser, tokens } = await stage(context);
  const page = await openLive(browser, server, ANN);
  await interrupt(page, 'ChatPartners');
  await interrupt(page, 'MessagePage');
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('button', { name: 'Try again' }).click();
  const pane = page.getByRole('region', { name: 'Conversation with Max Miller' });
  await pane.getByRole('button', { name: 'Try again' }).waitFor();
  await look(page, 'chat-broken');
  await pane.getByRole('button', { name: 'Try again' }).press('Enter');
  await page.getByText('No messages yet').waitFor();

  // What was sent while the connection was lost.
  await send(server, tokens.max, tokens.annId, 'Before');
  await bubble(page, 'Before').waitFor();
  await server.stop();
  await interrupt(page, 'MessagePage');
  await server.serve();
  await pane.getByRole('button', { name: 'Try again' }).waitFor();
  await look(page, 'chat-broken-later');
  await pane.getByRole('button', { name: 'Try again' }).press('Enter');
  await pane.getByRole('button', { name: 'Try again' }).waitFor({ state: 'detached' });
  assert.deepEqual(await shown(page), ['Before']);

  // A later load that succeeds makes up for one that failed.
  await interrupt(page, 'MessagePage');
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await pane.getByRole('button', { name: 'Try again' }).waitFor();
  await send(server, tokens.max, tokens.annId, 'After');
  await bubble(page, 'After').waitFor();
  await pane.getByRole('button', { name: 'Try again' }).waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
});

/** Waits until a message can be seen. */
async function inView(page, text) {
  const message = page.getByText(text, { exact: true });
  for (let round = 0; round < 100; round += 1) {
    const isVisible = await message.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const frame = element.closest('.chat-log').getBoundingClientRect();
      return bottom > frame.top && top < frame.bottom;
    });
    if (isVisible) return;
    await page.waitForFunction(() => new Promise(requestAnimationFrame));
  }
  assert.fail(`${text} is not in view`);
}

/** A connection that the test cuts and mends. */
async function breakable(page) {
  let socket;
  let isCut = false;
  let markLive;
  const live = new Promise((resolve) => {
    markLive = resolve;
  });
  await page.routeWebSocket(/\/graphql$/, (opened) => {
    if (isCut) {
      opened.close({ code: 1013, reason: 'Cut' });
      return;
    }
    socket = opened;
    const server = opened.connectToServer();
    opened.onMessage((message) => {
      server.send(message);
      if (JSON.parse(message).type === 'subscribe') markLive();
    });
  });
  return {
    isLive: () => live,
    cut: () => {
      isCut = true;
      socket.close({ code: 1013, reason: 'Cut' });
    },
    mend: () => {
      isCut = false;
    },
  };
}

/** Gives the page's session another token, and waits until the page follows the messages with it. */
async function reconnects(page, name, input) {
  const live = goesLive(page);
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation($input: ${type}!) { payload: ${name}(input: $input) { errors { code } } }`;
  const { data } = await page.evaluate(
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/graphql', { method: 'POST', headers, body })).json();
    },
    JSON.stringify({ query, variables: { input } }),
  );
  assert.deepEqual(data.payload.errors, []);
  await live;
}
