// Sending messages to a partner: sending that fails or is slow, responses that are lost, and other devices.

import assert from 'node:assert/strict';
import test from 'node:test';

import { hasFocus, hasValue, hold, interrupt } from './browser.mjs';
import { ANN, bubble, fieldFor, openChat, send, shown, stage, write } from './chat.mjs';

test('a message whose sending failed stays in the field, and is never sent twice', async (context) => {
  const { server, browser } = await stage(context);
  const page = await openChat(browser, server, ANN);
  const field = fieldFor(page, 'Max Miller');
  await interrupt(page, 'SendMessage');
  await write(page, 'Max Miller', 'Never arrived');
  await page.getByText("Can't reach the server").waitFor();
  assert.equal(await field.inputValue(), 'Never arrived');
  await hasFocus(field);
  await field.press('Enter');
  await page.locator('.bubble').getByText('Never arrived').waitFor();
  await hasValue(field, '');

  await loseResponse(page, 'SendMessage');
  await write(page, 'Max Miller', 'Arrived');
  await page.getByText("Can't reach the server").waitFor();
  assert.equal(await field.inputValue(), 'Arrived');
  // Neither when it is not known yet whether it arrived.
  await interrupt(page, 'MessagePage');
  const checked = page.waitForEvent('requestfailed');
  await field.press('Enter');
  await checked;
  await page.getByText("Can't reach the server").waitFor();
  assert.equal(await field.inputValue(), 'Arrived');
  await field.press('Enter');
  await page.locator('.bubble').getByText('Arrived', { exact: true }).waitFor();
  await page.getByText("Can't reach the server").waitFor({ state: 'detached' });
  await hasValue(field, '');
  // Nor after another page.
  await loseResponse(page, 'SendMessage');
  await write(page, 'Max Miller', 'Arrived, too');
  await page.getByText("Can't reach the server").waitFor();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('link', { name: 'Messages' }).click();
  await bubble(page, 'Arrived, too').waitFor();
  await hasValue(fieldFor(page, 'Max Miller'), '');
  // On purpose.
  await write(page, 'Max Miller', 'Arrived');
  await page.locator('.bubble').getByText('Arrived', { exact: true }).nth(1).waitFor();
  await page.reload();
  await page.locator('.bubble').getByText('Arrived', { exact: true }).nth(1).waitFor();
  assert.deepEqual(await shown(page), ['Never arrived', 'Arrived', 'Arrived, too', 'Arrived']);
  assert.deepEqual(page.problems, []);
});

test('a message without a response is found behind what the partner wrote after it', async (context) => {
  const { server, browser, tokens } = await stage(context);
  const page = await openChat(browser, server, ANN);
  const field = fieldFor(page, 'Max Miller');
  await loseResponse(page, 'SendMessage');
  await write(page, 'Max Miller', 'Arrived');
  await page.getByText("Can't reach the server").waitFor();
  await interrupt(page, 'MessagePage');
  await send(server, tokens.max, tokens.annId, 'Got it');
  await bubble(page, 'Got it').waitFor();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  assert.equal(await field.inputValue(), 'Arrived');
  await field.press('Enter');
  await bubble(page, 'Arrived').waitFor();
  await page.getByText("Can't reach the server").first().waitFor({ state: 'detached' });
  await hasValue(field, '');
  assert.deepEqual(await shown(page), ['Arrived', 'Got it']);
  await page.reload();
  await bubble(page, 'Got it').waitFor();
  assert.deepEqual(await shown(page), ['Arrived', 'Got it']);
  assert.deepEqual(page.problems, []);
});

test("the member's own messages from elsewhere appear", async (context) => {
  const { server, browser, tokens } = await stage(context);
  const page = await openChat(browser, server, ANN);
  await page.getByText('No messages yet').waitFor();
  await send(server, tokens.ann, tokens.maxId, 'From my phone');
  await send(server, tokens.max, tokens.annId, 'To your laptop');
  await bubble(page, 'From my phone').waitFor();
  await bubble(page, 'To your laptop').waitFor();
  await send(server, tokens.ann, tokens.maxId, 'Again');
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await bubble(page, 'Again').waitFor();
  assert.deepEqual(await shown(page), ['From my phone', 'To your laptop', 'Again']);
  assert.deepEqual(page.problems, []);
});

test('what is typed while a message is being sent stays, without the message', async (context) => {
  const { server, browser } = await stage(context);
  const page = await openChat(browser, server, ANN);
  const field = fieldFor(page, 'Max Miller');
  const release = await hold(page, 'SendMessage');
  await write(page, 'Max Miller', 'One');
  await field.pressSequentially(' and two');
  assert.equal(await field.inputValue(), 'One and two');
  release();
  await bubble(page, 'One').waitFor();
  await hasValue(field, 'and two');
  await field.press('Enter');
  await bubble(page, 'and two').waitFor();
  assert.deepEqual(await shown(page), ['One', 'and two']);
  assert.deepEqual(page.problems, []);
});

/** The server gets the next request of an operation, and the page does not get the response. */
async function loseResponse(page, operation) {
  let isLost = false;
  await page.route('**/graphql', async (route) => {
    const isMeant = JSON.parse(route.request().postData()).operationName === operation;
    if (!isMeant || isLost) return route.fallback();
    isLost = true;
    await route.fetch();
    return route.abort('connectionreset');
  });
}
