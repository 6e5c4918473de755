// Conversations for the tests: partners with a match, their messages, and pages that show them.

import assert from 'node:assert/strict';

import { open, signInMember } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

export const ANN = 'ann@ucla.edu';
export const MAX = 'max@ucla.edu';

/** Max mentors Ann and Ben. */
export async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const tokens = {};
  for (const [name, email] of [
    ['max', MAX],
    ['ann', ANN],
    ['ben', 'ben@ucla.edu'],
  ]) {
    tokens[name] = await server.token(email);
    tokens[`${name}Id`] = (await server.ask('{ me { id } }', {}, tokens[name])).me.id;
    if (name !== 'max') await mutate(server, 'addMentee', { menteeEmail: email }, tokens.max);
  }
  return { server, browser, tokens };
}

/** Carries out a mutation with an input, which succeeds. */
export async function mutate(server, name, input, token) {
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation($input: ${type}!) { ${name}(input: $input) { errors { code } } }`;
  assert.deepEqual((await server.ask(query, { input }, token))[name].errors, []);
}

/** Sends a message to a partner without a browser. */
export function send(server, token, partnerId, body) {
  return mutate(server, 'sendMessage', { partnerId, body }, token);
}

/** Opens a conversation; mentors choose the partner. */
export async function openChat(browser, server, email, partner) {
  const page = await openLive(browser, server, email);
  await page.getByRole('link', { name: 'Messages' }).click();
  if (partner) await page.getByRole('link', { name: partner }).click();
  await page.getByRole('region', { name: /^Conversation with/ }).waitFor();
  await page.getByRole('button', { name: 'Send' }).waitFor();
  return page;
}

/** Signs in, and waits until the page follows the messages. */
export async function openLive(browser, server, email) {
  const page = await open(browser, server.url);
  const live = goesLive(page);
  await signInMember(page, email);
  await live;
  return page;
}

/** Waits until the page follows the messages over a new connection; call it before what opens the connection. */
export function goesLive(page) {
  const isSubscribe = ({ payload }) => payload.includes('"subscribe"');
  return page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framesent', { predicate: isSubscribe }));
}

/** The field for a message to a partner. */
export function fieldFor(page, name) {
  return page.getByLabel(`Message to ${name}`);
}

/** Writes a message to a partner, and sends it. */
export async function write(page, name, text) {
  await fieldFor(page, name).fill(text);
  await fieldFor(page, name).press('Enter');
}

/** A message that the page shows. */
export function bubble(page, text) {
  return page.locator('.bubble').getByText(text);
}

/** The texts of the messages, in order. */
export function shown(page) {
  return page.locator('.bubble p').allInnerTexts();
}
