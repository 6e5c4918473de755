// Takes the pictures of the README, in docs/images, of a server with made-up accounts: `node web/screenshots.mjs`, after
// `cargo xtask web` and `cargo build`.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { launch, open, signInAdmin } from './tests/browser.mjs';
import { hasEditor, shows, signIn } from './tests/playground.mjs';
import { ADMIN, start } from './tests/server.mjs';

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));

/** Mascots: first name, last name, year and major. */
const MENTORS = [
  ['Josie', 'Bruin', 4, 'Psychology'],
  ['Grizzly', 'Bear', 5, 'Chemistry'],
  ['Kodiak', 'Bear', 4, 'History'],
  ['Polar', 'Bear', 3, 'Physics'],
];
const MENTEES = [
  ['Joe', 'Bruin', 1, 'Biology'],
  ['Brown', 'Bear', 2, 'Chemistry'],
  ['Panda', 'Bear', 1, 'Linguistics'],
  ['Sun', 'Bear', 2, 'Physics'],
  ['Sloth', 'Bear', 1, 'Philosophy'],
  ['Teddy', 'Bear', 1, 'Art'],
  ['Koala', 'Notabear', 3, 'Geography'],
];
/** Who mentors whom, by first name. */
const MATCHES = [
  ['Josie', 'Joe'],
  ['Josie', 'Teddy'],
  ['Grizzly', 'Brown'],
  ['Kodiak', 'Panda'],
  ['Polar', 'Sun'],
];

const server = await start({ SEND_EMAILS: 'false' });
const browser = await launch();
try {
  mkdirSync(folder, { recursive: true });
  await createAccounts();
  await takeConsole();
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
    for (const [firstName, lastName, year, major] of people) {
      await server.member(email(firstName), role, { firstName, lastName, year, major: [major] });
    }
  }
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  for (const [mentor, mentee] of MATCHES) {
    await server.ask(add, { input: { menteeEmail: email(mentee) } }, await server.token(email(mentor)));
  }
}

/** The log in the console, while members do things. */
async function takeConsole() {
  const page = await stage();
  await signInAdmin(page);
  await page.goto('/admin#/signals');
  await page.getByText('Live', { exact: true }).waitFor();
  const login = 'mutation($input: LoginInput!) { login(input: $input) { token } }';
  await server.ask(login, { input: { email: email('Sun'), password: 'honey' } });
  const remove = `mutation($input: RequestAccountDeletionInput!) {
    requestAccountDeletion(input: $input) { errors { code } } }`;
  const confirmation = email('Koala');
  await server.ask(remove, { input: { confirmation } }, await server.token(confirmation));
  await page.getByText('user_deletion_requested').waitFor();
  await page.screenshot({ path: `${folder}console.png` });
}

/** A query of the playground with its result. */
async function takePlayground() {
  const page = await stage();
  await page.goto('/playground');
  await hasEditor(page);
  const panel = page.getByRole('region', { name: 'Session' });
  await signIn(panel);
  await panel.getByText(ADMIN.username).waitFor();
  await shows(page, 'Matches', '"matched"');
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
