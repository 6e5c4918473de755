// Every kind of email, caused by what a person does, as the mailbox of a development server shows it: readable on a
// phone and a laptop, in light and dark, with the same links as text.

import assert from 'node:assert/strict';
import test from 'node:test';

import { accessible, look, open, signInAdmin, signInMember } from './browser.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const SETTINGS = {
  AUTO_VERIFY: 'false',
  REGISTRATION_DISCLOSURE: 'private',
  MENTOR_APPROVAL: 'true',
  // Emails about matches that administrators make do not wait.
  MATCH_UNDO_MINUTES: '0',
};
/** The kinds that members can unsubscribe from. */
const ABOUT_MATCHES = /^(MATCH|MENTORSHIP|REQUEST|SEAT)/;
const NEW_PASSWORD = 'another horse battery';
const KINDS = [
  'ADDRESS_CHANGED',
  'ADDRESS_VERIFICATION',
  'ADMIN_CREATED',
  'ALREADY_REGISTERED',
  'DELETION_CANCELED',
  'DELETION_REQUESTED',
  'MATCHED',
  'MATCH_ENDED',
  'MENTORSHIP_OFFERED',
  'MENTORSHIP_REQUESTED',
  'MENTOR_APPROVED',
  'NEW_DEVICE',
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'REQUEST_CLOSED',
  'REQUEST_DECLINED',
  'SEAT_FREE',
  'VERIFICATION',
];

test('every email is readable on a phone and a laptop, in light and dark, and as text', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  const page = await open(browser, server.url);
  await causeEmails(server);
  const emails = await sent(server);
  assert.deepEqual([...new Set(emails.map(({ kind }) => kind))].sort(), KINDS);
  for (const kind of KINDS) {
    const { id } = emails.find((email) => email.kind === kind);
    const html = await (await fetch(`${server.url}/dev/mail/${id}/html`)).text();
    // The pages of the mailbox have a policy without styles.
    await page.goto('about:blank');
    await page.setContent(html);
    await look(page, `email-${kind.toLowerCase()}`);
    const [link] = await page.locator('a.button').evaluateAll((links) => links.map(({ href }) => href));
    await page.goto(`/dev/mail/${id}`);
    const text = await page.locator('pre').first().textContent();
    // The address of the button, as a browser normalizes it.
    const links = text.match(/https?:\S+/g).map((found) => new URL(found).href);
    assert.ok(links.includes(link), `${kind}: ${link} in ${text}`);
    assert.doesNotMatch(text, /\{\{|undefined|&[a-z]+;|\n{3}/);
    const headers = await page.locator('pre').last().textContent();
    assert.match(headers, new RegExp(`^Message-ID: <${id}@`, 'm'));
    assert.equal(/^List-Unsubscribe-Post: /m.test(headers), ABOUT_MATCHES.test(kind));
  }
  await page.goto('/dev/mail');
  await accessible(page, 'the mailbox');
  await page.getByRole('link', { name: 'A BruinBridge match has ended' }).first().click();
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { name: 'A match has ended' }).waitFor();
  await look(page, 'mailbox');
  assert.deepEqual(page.problems, []);
});

test('a member unsubscribes by the link of an email, and subscribes again on the account page', async (context) => {
  const { server, browser } = await setUp(context, { AUTO_VERIFY: 'true' });
  const page = await open(browser, server.url);
  const { mentor } = await pair(server);
  const link = await server.link(/\/unsubscribe\/[\w-]+/);
  await page.goto(link);
  await look(page, 'unsubscribe');
  assert.ok(await wantsEmails(server, mentor), 'opening the page changes nothing');
  await page.getByRole('button', { name: 'Unsubscribe' }).click();
  await page.getByRole('heading', { name: "You're unsubscribed" }).waitFor();
  const members = ['jo@ucla.edu', 'ma@ucla.edu'];
  const wishes = await Promise.all(
    members.map(async (email) => wantsEmails(server, await server.token(email))),
  );
  assert.deepEqual([...wishes].sort(), [false, true], 'one of the two');
  const unsubscribed = members[wishes.indexOf(false)];
  await signInMember(page, unsubscribed);
  await page.getByRole('link', { name: 'Account' }).click();
  const choice = page.getByLabel('Email me when a match begins or ends');
  await choice.waitFor();
  assert.equal(await choice.isChecked(), false);
  await choice.check();
  await page.getByText("You'll get emails about matches.").waitFor();
  await look(page, 'email-preferences');
  await page.reload();
  await choice.waitFor();
  assert.equal(await choice.isChecked(), true);
  assert.deepEqual(page.problems, []);
});

test('an administrator sees the emails that failed first, and sends one again', async (context) => {
  const { server, browser } = await setUp(context, {
    AUTO_VERIFY: 'true',
    MAIL_TRANSPORT: 'smtp',
    // Nothing listens there.
    SMTP_URL: 'smtp://127.0.0.1:9',
  });
  await pair(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Emails' }).click();
  await page.getByText('could not connect to the mail server').first().waitFor();
  await look(page, 'outbox');
  await page.getByRole('button', { name: 'Retry the email to jo@ucla.edu' }).click();
  await page.getByText('The email to jo@ucla.edu is tried again now.').waitFor();
  await page.getByLabel('Kind').selectOption('Matched');
  await page.getByRole('link', { name: 'ma@ucla.edu' }).waitFor();
  await page.getByRole('button', { name: 'Sent', exact: true }).click();
  await page.getByText('No emails found.').waitFor();
  await look(page, 'outbox-empty');
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByLabel('Kind').selectOption('All');
  await page.getByLabel('Person').fill('jo@');
  await page.getByRole('option', { name: 'jo@ucla.edu' }).click();
  await page.getByRole('link', { name: 'ma@ucla.edu' }).first().waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'jo@ucla.edu' }).first().click();
  await page.waitForURL(/#\/people\//);
  assert.deepEqual(page.problems, []);
});

/** A mentor and a mentee who are matched. */
async function pair(server) {
  await server.register('jo@ucla.edu');
  await server.register('ma@ucla.edu', 'MENTOR');
  const mentor = await server.token('ma@ucla.edu');
  await mutate(server, 'addMentee', { menteeEmail: 'jo@ucla.edu' }, mentor);
  return { mentor };
}

async function wantsEmails(server, token) {
  return (await server.ask('{ me { emailPreferences { matches } } }', {}, token)).me.emailPreferences
    .matches;
}

/** Does everything that sends an email. */
async function causeEmails(server) {
  await server.registerVerified('jo@ucla.edu');
  await server.registerVerified('ma@ucla.edu', 'MENTOR');
  await server.register('jo@ucla.edu');
  const [mentee, mentor] = [await server.token('jo@ucla.edu'), await server.token('ma@ucla.edu')];
  for (const [token, firstName] of [
    [mentee, 'Joanna <b>'],
    [mentor, 'Maximiliana Alexandra Wilhelmina Bartholomea'],
  ])
    await mutate(server, 'updateProfile', { firstName, lastName: 'Bruin' }, token, 'ProfileInput');
  await server.token('jo@ucla.edu');
  const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  await mutate(server, 'changePassword', change, mentee);
  await mutate(server, 'requestPasswordReset', { email: 'jo@ucla.edu' });
  const admin = await server.adminToken();
  await causeEmailsAboutMatches(server, { mentee, mentor, admin });
  await server.ask('mutation { cancelAccountDeletion { errors { code } } }', {}, mentee);
  const input = {
    username: 'max',
    email: 'max@ucla.edu',
    password: PASSWORD,
    roleName: 'MANAGER',
  };
  await mutate(server, 'registerAdmin', input, admin);
  const renamed = { newEmail: 'maxi@ucla.edu', currentPassword: PASSWORD };
  await mutate(server, 'changeEmail', renamed, mentor);
  const code = await server.code('maxi@ucla.edu');
  await mutate(server, 'confirmEmailChange', { code }, mentor);
  for (const kind of KINDS) await waitFor(server, kind);
}

async function mutate(
  server,
  name,
  input,
  token,
  type = `${name[0].toUpperCase()}${name.slice(1)}Input`,
) {
  const query = `mutation($input: ${type}!) { ${name}(input: $input) { errors { code } } }`;
  const data = await server.ask(query, { input }, token);
  assert.deepEqual(data[name].errors, [], name);
}

/**
 * A mentor offers, the mentee accepts, another mentee waits in line until the match ends, is declined, and is matched by
 * an administrator, which closes a request to a second mentor.
 */
async function causeEmailsAboutMatches(server, { mentee, mentor, admin }) {
  await server.registerVerified('ben@ucla.edu');
  await server.registerVerified('mia@ucla.edu', 'MENTOR');
  const ben = await server.token('ben@ucla.edu');
  const mia = await server.token('mia@ucla.edu');
  const [mentorId, miaId, menteeId] = await Promise.all(
    [mentor, mia, ben].map(async (token) => (await server.ask('{ me { id } }', {}, token)).me.id),
  );
  await mutate(server, 'approveMentor', { mentorId }, admin);
  await mutate(server, 'approveMentor', { mentorId: miaId }, admin);
  await mutate(server, 'setCapacity', { capacity: 1 }, mentor);
  await mutate(server, 'addMentee', { menteeEmail: 'jo@ucla.edu' }, mentor);
  // An offer that was accepted is not announced any more.
  await waitFor(server, 'MENTORSHIP_OFFERED');
  await mutate(server, 'acceptRequest', { id: await received(server, mentee) }, mentee);
  await waitFor(server, 'MATCHED');
  await mutate(server, 'requestMentor', { mentorId, note: 'I climb, too.' }, ben);
  await mutate(server, 'requestMentor', { mentorId: miaId }, ben);
  await waitFor(server, 'MENTORSHIP_REQUESTED');
  await mutate(server, 'requestAccountDeletion', { confirmation: 'jo@ucla.edu' }, mentee);
  await waitFor(server, 'DELETION_REQUESTED');
  await waitFor(server, 'SEAT_FREE');
  await mutate(server, 'declineRequest', { id: await received(server, mentor) }, mentor);
  await mutate(server, 'assignMentee', { mentorId, menteeId }, admin);
}

/** The id of the request that a member received. */
async function received(server, token) {
  const query = '{ receivedRequests(first: 1) { nodes { id } } }';
  return (await server.ask(query, {}, token)).receivedRequests.nodes[0].id;
}

/** Waits until an email of this kind was sent. */
async function waitFor(server, kind) {
  for (let round = 0; round < 200; round += 1) {
    if ((await sent(server)).some((email) => email.kind === kind)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`no email of the kind ${kind}`);
}

let adminToken;

async function sent(server) {
  adminToken ??= await server.adminToken(ADMIN.username);
  const query = '{ emails(filter: { state: SENT }, first: 100) { nodes { id kind } } }';
  return (await server.ask(query, {}, adminToken)).emails.nodes;
}
