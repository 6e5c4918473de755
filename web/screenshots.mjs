// Takes the pictures of the README, in docs/images, of a server with made-up accounts: `node web/screenshots.mjs`, after
// `cargo xtask web` and `cargo build`.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { launch, open, signInAdmin, signInMember } from './tests/browser.mjs';
import { hasEditor, shows, signIn } from './tests/playground.mjs';
import { ADMIN, start } from './tests/server.mjs';

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));

/** Mascots: first name, last name, year, major, and hobbies. */
const MENTORS = [
  ['Josie', 'Bruin', 4, 'Biology', 'hiking, photography, jazz'],
  ['Grizzly', 'Bear', 5, 'Chemistry', 'climbing, hiking, cooking'],
  ['Kodiak', 'Bear', 4, 'History', 'chess, theater'],
  ['Polar', 'Bear', 3, 'Physics', 'swimming, chess'],
];
const MENTEES = [
  ['Joe', 'Bruin', 1, 'Biology', 'hiking, jazz'],
  ['Brown', 'Bear', 2, 'Chemistry', 'cooking, climbing'],
  ['Panda', 'Bear', 1, 'Linguistics', 'theater, chess'],
  ['Sun', 'Bear', 2, 'Physics', 'swimming, astronomy'],
  ['Sloth', 'Bear', 1, 'Philosophy', 'jazz, hiking'],
  ['Teddy', 'Bear', 1, 'Art', 'photography, theater'],
  ['Koala', 'Bear', 0, 'Biology', 'climbing, photography'],
];
/** Who mentors whom, by first name. */
const MATCHES = [
  ['Josie', 'Joe'],
  ['Kodiak', 'Panda'],
];
/** What Joe and Josie write. */
const MESSAGES = [
  ['Joe', 'Josie', 'Hi Josie! How did you choose your lab in your first year?'],
  ['Josie', 'Joe', 'I wrote to three labs whose papers I liked, and one said yes.'],
  ['Josie', 'Joe', "Coffee at Kerckhoff on Thursday? I'll bring my notes."],
];

const server = await start({ SEND_EMAILS: 'false' });
const browser = await launch();
try {
  mkdirSync(folder, { recursive: true });
  await createAccounts();
  await takeHome();
  await takeMentors();
  await takeMatching();
  await takeActivity();
  await takePlayground();
} finally {
  await browser.close();
  await server.remove();
}

async function createAccounts() {
  for (const [role, people] of [
    ['MENTOR', MENTORS],
    ['MENTEE', MENTEES],
  ]) {
    for (const [firstName, lastName, year, major, hobbies] of people) {
      const profile = { firstName, lastName, year, major: [major], hobbies };
      await server.member(email(firstName), role, profile);
    }
  }
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  for (const [mentor, mentee] of MATCHES) {
    await server.ask(add, { input: { menteeEmail: email(mentee) } }, await server.token(email(mentor)));
  }
  const id = async (firstName) =>
    (await server.ask('{ me { id } }', {}, await server.token(email(firstName)))).me.id;
  const send = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { errors { code } } }';
  for (const [from, to, body] of MESSAGES) {
    const input = { partnerId: await id(to), body };
    await server.ask(send, { input }, await server.token(email(from)));
  }
}

/** The home page of a mentee who has a mentor. */
async function takeHome() {
  const page = await stage();
  await signInMember(page, email('Joe'));
  await page.getByRole('link', { name: 'Message Josie Bruin' }).waitFor();
  await take(page, 'home');
}

/** The mentors that a mentee may ask. */
async function takeMentors() {
  const page = await stage();
  await signInMember(page, email('Koala'));
  await page.goto('/#/matches');
  await page.getByRole('button', { name: 'Ask Grizzly Bear' }).waitFor();
  await take(page, 'mentors');
}

/** The mentees who wait, and the mentors for one of them. */
async function takeMatching() {
  const page = await stage();
  await signInAdmin(page);
  await page.goto('/admin#/matches');
  await page
    .getByRole('button', { name: /^Match/ })
    .first()
    .waitFor();
  await take(page, 'matching');
}

/** Who did what. */
async function takeActivity() {
  const page = await stage();
  await signInAdmin(page);
  await page.goto('/admin#/activity');
  await page.getByText('registered.').first().waitFor();
  await take(page, 'activity');
}

async function take(page, name) {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${folder}${name}.png` });
}

/** A query of the playground with its result. */
async function takePlayground() {
  const page = await stage();
  await page.goto('/playground');
  await hasEditor(page);
  const panel = page.getByRole('region', { name: 'Session' });
  await signIn(panel);
  await panel.getByText(ADMIN.username).waitFor();
  await shows(page, 'Matches', '"unmatched"');
  // The colors of the result follow its text.
  await page.waitForTimeout(1000);
  await page.screenshot({ path: `${folder}playground.png` });
}

async function stage() {
  const page = await open(browser, server.url);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return page;
}

function email(firstName) {
  return `${firstName.toLowerCase()}@ucla.edu`;
}
