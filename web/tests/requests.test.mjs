// Requests in the console: mentees ask mentors, who accept or decline; mentees withdraw requests and leave mentors.

import assert from 'node:assert/strict';
import test from 'node:test';

import {
  announces,
  DESKTOP,
  fits,
  hasFocus,
  interrupt,
  look,
  open,
  signInAdmin,
  signInMember,
} from './browser.mjs';
import { rejects } from './messages.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';
const MAX = 'max@ucla.edu';

test('a mentee asks a mentor, who accepts, and both see the match', async (context) => {
  const { server, browser } = await stage(context);
  const mentee = await openMatches(browser, server, ANN);
  await mentee.getByText('No requests.').waitFor();
  await suggested(mentee);
  await mentee.getByRole('button', { name: 'Ask Max Bruin' }).click();
  const dialog = mentee.getByRole('dialog', { name: 'Ask Max Bruin to be your mentor?' });
  const send = dialog.getByRole('button', { name: 'Send request' });
  const note = dialog.getByLabel('Note (optional)');
  await note.fill('a'.repeat(501));
  await rejects(mentee, 'TEXT_TOO_LONG', () => send.click());
  await note.fill('I climb, too.\nMostly indoors.');
  await interrupt(mentee, 'RequestMentor');
  await send.click();
  await dialog.getByText("Can't reach the server").waitFor();
  await look(mentee, 'requests-ask');
  await fitsOnSmallPhone(mentee);
  await send.press('Enter');
  await announces(mentee, 'Your request was sent to Max Bruin.');
  const asked = mentee.getByRole('button', { name: 'Asked Max Bruin' });
  await hasFocus(asked);
  assert.equal(await asked.getAttribute('aria-disabled'), 'true');
  await card(mentee, 'Requests').getByText('I climb, too.').waitFor();
  await look(mentee, 'requests-sent');

  const mentor = await openMatches(browser, server, MAX);
  const received = card(mentor, 'Requests');
  await received.getByText('I climb, too.').waitFor();
  await look(mentor, 'requests-received');
  await fitsOnSmallPhone(mentor);
  await interrupt(mentor, 'AcceptRequest');
  const accept = received.getByRole('button', { name: 'Accept Ann Bruin' });
  await accept.press('Enter');
  await received.getByText("Can't reach the server").waitFor();
  await hasFocus(accept);
  await accept.press('Enter');
  await announces(mentor, 'You and Ann Bruin are now matched.');
  await hasFocus(mentor.getByRole('heading', { name: 'Requests' }));
  await mentor.getByRole('link', { name: ANN }).waitFor();
  await mentor.getByText('4 of 5 spots left').waitFor();

  await mentee.reload();
  await mentee.getByRole('link', { name: MAX }).waitFor();
  await card(mentee, 'Requests').getByText('Accepted').waitFor();
  await mentee.getByText('No other suggestions').waitFor();
  assert.equal(await mentee.getByRole('button', { name: /^Ask/ }).count(), 0);
  assert.deepEqual([...mentor.problems, ...mentee.problems], []);
});

test('someone who asks back is matched at once', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await offer(server, tokens);
  const page = await openMatches(browser, server, ANN);
  await suggested(page);
  await page.getByRole('button', { name: 'Ask Max Bruin' }).click();
  await page.getByRole('button', { name: 'Send request' }).click();
  await announces(page, 'You and Max Bruin are now matched.');
  await page.getByRole('link', { name: MAX }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a mentor declines a request, and only administrators see why', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await ask(server, tokens.ann);
  const mentor = await openMatches(browser, server, MAX);
  await mentor.getByRole('button', { name: 'Decline Ann Bruin' }).click();
  const dialog = mentor.getByRole('dialog', { name: 'Decline the request from Ann Bruin?' });
  await dialog.getByLabel('Reason (optional)').selectOption('No time at the moment');
  await look(mentor, 'requests-decline');
  await dialog.getByRole('button', { name: 'Decline request' }).click();
  await announces(mentor, 'You declined the request from Ann Bruin.');
  await card(mentor, 'Requests').getByText('No requests.').waitFor();
  await hasFocus(mentor.getByRole('heading', { name: 'Requests' }));

  const mentee = await openMatches(browser, server, ANN);
  await card(mentee, 'Requests').getByText('Declined').waitFor();
  assert.equal(await mentee.getByText(/no time/i).count(), 0);
  const query = '{ mentorshipRequests(first: 1) { nodes { declineReason } } }';
  const { nodes } = (await server.ask(query, {}, await server.adminToken())).mentorshipRequests;
  assert.deepEqual(nodes, [{ declineReason: 'NO_TIME' }]);
  assert.deepEqual([...mentor.problems, ...mentee.problems], []);
});

test('a mentee declines an offer', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await offer(server, tokens);
  const page = await openMatches(browser, server, ANN);
  await page.getByRole('button', { name: 'Decline Max Bruin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Decline the offer from Max Bruin?' });
  assert.equal(await dialog.getByText('No spot for another mentee').count(), 0);
  await dialog.getByRole('button', { name: 'Decline offer' }).click();
  await announces(page, 'You declined the offer from Max Bruin.');
  await card(page, 'Requests').getByText('No requests.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a mentee waits in line for a full mentor, and withdraws the request', async (context) => {
  const { server, browser, tokens } = await stage(context);
  const ben = await server.member('ben@ucla.edu', 'MENTEE', profile('Ben'));
  const cat = await server.member('cat@ucla.edu', 'MENTEE', profile('Cat'));
  await mutate(server, 'addMentee', { menteeEmail: 'ben@ucla.edu' }, tokens.max);
  await mutate(server, 'setCapacity', { capacity: 1 }, tokens.max);
  const { mentor } = (await server.ask('{ me { mentor { id } } }', {}, ben)).me;
  for (const token of [cat, tokens.ann]) {
    await mutate(server, 'requestMentor', { mentorId: mentor.id }, token);
  }
  const page = await openMatches(browser, server, ANN);
  await card(page, 'Requests').getByText('2nd in line').waitFor();
  await look(page, 'requests-in-line');
  await fitsOnSmallPhone(page);
  await page.getByRole('button', { name: 'Withdraw request to Max Bruin' }).press('Enter');
  await announces(page, 'You withdrew your request to Max Bruin.');
  await card(page, 'Requests').getByText('Withdrawn').waitFor();
  await hasFocus(page.getByRole('heading', { name: 'Requests' }));

  const full = await openMatches(browser, server, MAX);
  const accept = full.getByRole('button', { name: 'Accept Cat Bruin' });
  await accept.waitFor();
  assert.equal(await full.getByRole('button', { name: 'Accept Ann Bruin' }).count(), 0);
  await card(full, 'Requests').getByText('Your roster is full: your only spot is taken.').waitFor();
  assert.equal(await accept.getAttribute('aria-disabled'), 'true');
  await suggests(full, 'Ann Bruin');
  await card(full, 'Suggested mentees').getByText('Your roster is full').waitFor();
  const offering = full.getByRole('button', { name: 'Offer Ann Bruin' });
  assert.equal(await offering.getAttribute('aria-disabled'), 'true');
  await offering.press('Enter');
  assert.equal(await full.getByRole('dialog').count(), 0);
  await look(full, 'requests-full');

  // A spot that is taken after the page was loaded.
  await mutate(server, 'setCapacity', { capacity: 2 }, tokens.max);
  await full.reload();
  await full.getByText('1 of 2 spots left').waitFor();
  await mutate(server, 'setCapacity', { capacity: 1 }, tokens.max);
  await rejects(full, 'ROSTER_FULL', () => accept.click());
  assert.deepEqual([...page.problems, ...full.problems], []);
});

test('a mentee leaves the mentor, and only administrators see why', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await mutate(server, 'addMentee', { menteeEmail: ANN }, tokens.max);
  const page = await openMatches(browser, server, ANN);
  const leave = async () => {
    await page.getByRole('button', { name: 'More about Max Bruin' }).click();
    await page.getByRole('button', { name: 'End match with Max Bruin' }).click();
  };
  const dialog = page.getByRole('dialog', { name: 'End your match with Max Bruin?' });
  await leave();
  await dialog.getByText('your messages with each other will be deleted').waitFor();
  await hasFocus(dialog.getByRole('button', { name: 'Cancel' }));
  await look(page, 'requests-leave');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: MAX }).waitFor();
  await leave();
  await dialog.getByLabel('Reason (optional)').selectOption('The goals were reached');
  await dialog.getByRole('button', { name: 'End match' }).click();
  await announces(page, 'Your match with Max Bruin has ended.');
  await page.getByText('No mentor yet.').waitFor();
  await hasFocus(page.getByRole('heading', { name: 'Your mentor' }));
  const query = '{ matches { ended(first: 1) { nodes { endedBy reason } } } }';
  const { ended } = (await server.ask(query, {}, await server.adminToken())).matches;
  assert.deepEqual(ended.nodes, [{ endedBy: 'MENTEE', reason: 'GOALS_REACHED' }]);
  assert.deepEqual(page.problems, []);
});

test('requests that fail to load can be loaded again', async (context) => {
  const { server, browser, tokens } = await stage(context);
  await ask(server, tokens.ann);
  const page = await open(browser, server.url);
  await signInMember(page, MAX);
  await interrupt(page, 'MyRequests');
  await page.getByRole('link', { name: 'Mentees', exact: true }).click();
  await card(page, 'Requests').getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Accept Ann Bruin' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('an administrator approves a mentor', async (context) => {
  const { server, browser } = await stage(context, { MENTOR_APPROVAL: 'true' });
  const page = await open(browser, server.url);
  await signInAdmin(page);
  const approve = page.getByRole('button', { name: 'Approve mentor' });
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Ann Bruin' }).click();
  await page.getByRole('heading', { name: 'Ann Bruin' }).waitFor();
  assert.equal(await approve.count(), 0);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Max Bruin' }).click();
  await interrupt(page, 'ApproveMentor');
  await approve.click();
  await page.getByText("Can't reach the server").waitFor();
  await approve.click();
  await page.getByText('Mentor approved.').waitFor();
  await approve.waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
});

async function stage(context, settings = {}) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', ...settings });
  const max = await server.member(MAX, 'MENTOR', profile('Max'));
  const ann = await server.member(ANN, 'MENTEE', profile('Ann'));
  return { server, browser, tokens: { max, ann } };
}

const profile = (firstName) => ({
  firstName,
  lastName: 'Bruin',
  year: 2,
  major: ['Physics'],
  hobbies: 'Climbing, chess',
});

/** The only mentor gets a request of the mentee. */
async function ask(server, mentee) {
  const { mentors } = await server.ask('{ mentors(first: 1) { nodes { id } } }', {}, mentee);
  await mutate(server, 'requestMentor', { mentorId: mentors.nodes[0].id }, mentee);
}

/** The mentor makes the mentee an offer. */
async function offer(server, { max, ann }) {
  const { me } = await server.ask('{ me { id } }', {}, ann);
  await mutate(server, 'offerMentoring', { menteeId: me.id }, max);
}

async function mutate(server, name, input, token) {
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation($input: ${type}!) { ${name}(input: $input) { errors { code } } }`;
  assert.deepEqual((await server.ask(query, { input }, token))[name].errors, []);
}

async function openMatches(browser, server, email) {
  const page = await open(browser, server.url);
  await signInMember(page, email);
  const title = email === MAX ? 'Mentees' : 'Mentors';
  await page.getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('heading', { name: title, exact: true }).waitFor();
  return page;
}

async function fitsOnSmallPhone(page) {
  await page.setViewportSize({ width: 360, height: 640 });
  await fits(page, 'the page on a small phone');
  await page.setViewportSize(DESKTOP);
}

function card(page, title) {
  return page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

function suggested(page) {
  return suggests(page, 'Max Bruin');
}

/** Waits until someone is suggested, reloading: suggestions are computed shortly after a profile has changed. */
async function suggests(page, name) {
  const found = page.locator('.partner-card').filter({ hasText: name });
  for (let round = 0; round < 20; round += 1) {
    const isThere = await found.waitFor({ timeout: 1000 }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await page.reload();
  }
  assert.fail(`${name} is not suggested`);
}
