// Text from other programs: pasting cleans it up, and where a character is refused, the form says which one.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

const JO = 'jo@ucla.edu';
const PROFILE = { firstName: 'Jo', lastName: 'Bruin', year: 2, major: ['Physics'] };

/** Every character that the rules refuse in all texts. */
const REFUSED = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
].flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)),
);

test('a pasted text has nothing that the form refuses', async (context) => {
  const page = await survey(context);
  assert.equal(await pasted(page, 'First name', '\tJo\t'), ' Jo ');
  assert.equal(await page.locator('.error').count(), 0);
  await page.getByRole('link', { name: /^Interests/ }).click();
  for (const [label, text, expected] of [
    ['Hobbies', '•\tClimbing\r\n•\tChess\r\n', '• Climbing • Chess'],
    ['Hobbies', 'Chess\u202e and\u2028go', 'Chess and go'],
    [
      'Goals',
      '1.\tAn internship\r\n2.\tFriends\u000bon the Hill',
      '1. An internship\n2. Friends\non the Hill',
    ],
    ['Goals', 'A\u00adB 👩‍🎓 ñ', 'A\u00adB 👩‍🎓 ñ'],
  ]) {
    assert.equal(await pasted(page, label, text), expected);
    assert.equal(await page.locator('.error').count(), 0, text);
  }
  const all = REFUSED.filter((character) => character !== '\0').map((character) => `a${character}b`);
  for (const label of ['Hobbies', 'Goals']) {
    await pasted(page, label, all.join(''));
    assert.equal(await page.locator('.error').count(), 0, label);
  }
  // In the middle of a text, and undone like any other paste.
  await page.getByLabel('Hobbies').fill('ab');
  await page.keyboard.press('ArrowLeft');
  await write(page, '1\t2');
  await page.keyboard.press('Control+V');
  assert.equal(await page.getByLabel('Hobbies').inputValue(), 'a1 2b');
  await page.keyboard.press('Control+Z');
  assert.equal(await page.getByLabel('Hobbies').inputValue(), 'ab');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a refused character is named and selected', async (context) => {
  const page = await survey(context);
  await page.getByRole('link', { name: /^Interests/ }).click();
  for (const [label, text, message, index] of [
    ['Hobbies', 'Chess\tgo', 'Character 6 is a tab.', 5],
    ['Clubs', ' 😀\u202eab', 'Character 3 is invisible (U+202E).', 3],
    ['Goals', 'One\ntwo\tthree', 'Character 8 is a tab.', 7],
  ]) {
    const field = page.getByLabel(label);
    await field.fill(text);
    await page.getByText(message).waitFor();
    if (label === 'Hobbies') await look(page, 'survey-refused-character', field);
    await page.getByRole('button', { name: 'Select it' }).click();
    const selection = await field.evaluate(({ selectionStart, selectionEnd }) => [
      selectionStart,
      selectionEnd,
    ]);
    assert.deepEqual(selection, [index, index + 1]);
    await page.keyboard.press('Delete');
    await page.getByText(message).waitFor({ state: 'detached' });
    assert.equal(await page.locator('.error').count(), 0, label);
  }
  for (const character of REFUSED) {
    await page.getByLabel('Hobbies').evaluate((input, text) => {
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }, `a${character}b`);
    const isStripped = character === '\n' || character === '\r';
    const errors = isStripped ? 0 : 2;
    await page.waitForFunction(
      (errors) => document.querySelectorAll('.error').length === errors,
      errors,
    );
  }
  assert.deepEqual(page.problems, []);
});

async function survey(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.member(JO, 'MENTEE', PROFILE);
  const page = await open(browser, server.url);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInMember(page, JO);
  await page.getByRole('link', { name: 'Survey', exact: true }).click();
  // A message shows that the rules are loaded.
  await page.getByLabel('First name').fill('N'.repeat(151));
  await page.locator('.error').waitFor();
  await page.getByLabel('First name').fill('Jo');
  return page;
}

/** Replaces the text of a field by pasting, and returns it. */
async function pasted(page, label, text) {
  const field = page.getByLabel(label);
  await field.fill('');
  await write(page, text);
  await field.focus();
  await page.keyboard.press('Control+V');
  return field.inputValue();
}

function write(page, text) {
  return page.evaluate((text) => navigator.clipboard.writeText(text), text);
}
