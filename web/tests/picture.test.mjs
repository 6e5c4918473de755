// A profile picture in the console: choosing, cropping, uploading, seeing it in lists, and removing it.

import assert from 'node:assert/strict';
import test from 'node:test';

import { hasFocus, look, open, readUntil, signInAdmin, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

const PROFILE = { firstName: 'Max', lastName: 'Bruin', year: 4, major: ['Art'] };

test('a member crops and uploads a picture, others see it, and the member removes it', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.member('max@ucla.edu', 'MENTOR', PROFILE);
  await server.member('ann@ucla.edu', 'MENTEE', { ...PROFILE, firstName: 'Ann' });
  const page = await open(browser, server.url);
  await signInMember(page, 'max@ucla.edu');
  await page.goto('/#/survey');
  await page.locator('.avatar-large', { hasText: 'MB' }).waitFor();

  await choose(page, 'Choose a picture', Buffer.from('This is no picture.'));
  await page.getByRole('alert').getByText("This file can't be opened as a picture.").waitFor();
  await page.getByRole('button', { name: 'Close' }).click();

  await choose(page, 'Choose a picture', await quarters(page));
  await hasFocus(page.getByLabel('Zoom'));
  await look(page, 'picture-crop');
  await cropTopLeft(page);
  await slowUploads(page);
  await page.getByRole('button', { name: 'Save picture' }).click();
  await page.getByRole('progressbar', { name: 'Uploading the picture' }).waitFor();
  await page.locator('img.avatar-large').waitFor();
  assert.deepEqual(await colorOf(page.locator('img.avatar-large')), 'red');
  await hasFocus(page.getByLabel('Choose another picture'));
  await look(page, 'picture');

  const mentee = await open(browser, server.url);
  await signInMember(mentee, 'ann@ucla.edu');
  await mentee.goto('/#/matches');
  const suggestion = mentee.getByRole('listitem').filter({ hasText: 'Max Bruin' });
  assert.equal(await colorOf(suggestion.locator('img.avatar')), 'red');
  await look(mentee, 'picture-suggestion');

  const admin = await open(browser, server.url);
  await signInAdmin(admin);
  await admin.goto('/admin#/people');
  const row = admin.getByRole('row').filter({ hasText: 'Max Bruin' });
  assert.equal(await colorOf(row.locator('img.avatar')), 'red');
  const other = admin.getByRole('row').filter({ hasText: 'Ann Bruin' });
  await other.locator('.avatar', { hasText: 'AB' }).waitFor();
  await look(admin, 'picture-people');

  await page.getByRole('button', { name: 'Remove picture' }).click();
  await page.locator('.avatar-large', { hasText: 'MB' }).waitFor();
  await hasFocus(page.getByLabel('Choose a picture'));
  assert.deepEqual([...page.problems, ...mentee.problems, ...admin.problems], []);
});

test('a picture that the server refuses can be chosen again', async (context) => {
  const settings = {
    SEND_EMAILS: 'false',
    RATE_LIMITS: 'on',
    PICTURE_UPLOAD_LIMIT_PER_ACCOUNT: '1/hour',
  };
  const { server, browser } = await setUp(context, settings);
  await server.member('max@ucla.edu', 'MENTOR', PROFILE);
  const page = await open(browser, server.url);
  await signInMember(page, 'max@ucla.edu');
  await page.goto('/#/survey');
  await choose(page, 'Choose a picture', await quarters(page));
  await page.getByRole('button', { name: 'Save picture' }).click();
  await page.locator('img.avatar-large').waitFor();
  await choose(page, 'Choose another picture', await quarters(page));
  await page.getByRole('button', { name: 'Save picture' }).click();
  await page.getByRole('alert').getByText('Too many attempts.').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await hasFocus(page.getByLabel('Choose another picture'));
});

/** Chooses a file, as a person does in the dialog of the browser. */
async function choose(page, label, buffer) {
  const file = { name: 'picture.png', mimeType: 'image/png', buffer };
  await page.getByLabel(label, { exact: true }).setInputFiles(file);
}

/** A PNG of four colors: red at the top left, green at the top right, blue at the bottom left, white. */
async function quarters(page) {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1200, 1600);
    const context = canvas.getContext('2d');
    ['red', 'lime', 'blue', 'white'].forEach((color, index) => {
      context.fillStyle = color;
      context.fillRect((index % 2) * 600, Math.floor(index / 2) * 800, 600, 800);
    });
    const file = await canvas.convertToBlob({ type: 'image/png' });
    return [...new Uint8Array(await file.arrayBuffer())];
  });
  return Buffer.from(bytes);
}

/** Zooms in and moves to the top left corner: by dragging, and with the keyboard. */
async function cropTopLeft(page) {
  const across = page.getByLabel('Left to right');
  await page.getByLabel('Zoom').press('End');
  const position = async () => Number(await across.inputValue());
  const before = await position();
  const preview = await page.locator('.crop-preview').boundingBox();
  const [x, y] = [preview.x + preview.width / 2, preview.y + preview.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 100, y + 20, { steps: 4 });
  await page.mouse.up();
  const after = await readUntil((now) => now < before, position);
  assert.ok(after < before, `the picture moves with the pointer: ${before}, ${after}`);
  await across.press('Home');
  await page.getByLabel('Top to bottom').press('Home');
}

/** Delays uploads, so that their progress can be seen. */
async function slowUploads(page) {
  await page.route('**/graphql', async (route) => {
    const isUpload = route.request().headers()['content-type']?.startsWith('multipart/');
    if (isUpload) await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.fallback();
  });
}

/** The color in the middle of a picture. */
async function colorOf(picture) {
  await picture.waitFor();
  return await picture.evaluate(async (image) => {
    await image.decode();
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext('2d');
    context.drawImage(image, image.naturalWidth / 2, image.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return red > 200 && green < 60 && blue < 60 ? 'red' : `${red}, ${green}, ${blue}`;
  });
}
