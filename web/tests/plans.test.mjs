// Plans: proposing, reviewing and publishing one, and following its computation.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, hasFocus, hold, interrupt, look, open, signInAdmin, signOut } from './browser.mjs';
import { Steps, WAYS } from './clicks.mjs';
import { createCrowd } from './crowd.mjs';
import { createProgram, registerAdmin } from './program.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';
import { fitsZoomed } from './zoom.mjs';

const MENTEES = 80;
const MOST_CLICKS = 20;
const CHANGE = /^Change the pair/;
const SETTINGS = { SEND_EMAILS: 'false', MAX_MENTEES: '5' };

for (const how of WAYS) {
  test(`80 mentees are matched in a few steps by ${how}`, async (context) => {
    const { server, browser } = await setUp(context, SETTINGS);
    await createCrowd(server, { mentees: MENTEES, mentors: 16 });
    const page = await open(browser, server.url);
    await signInAdmin(page);
    await page.keyboard.press('Escape');
    const steps = new Steps(page, how);
    await steps.act(page.getByRole('link', { name: 'Matching', exact: true }));
    await steps.act(page.getByRole('link', { name: 'Match everyone at once' }));
    await steps.act(page.getByRole('button', { name: 'Propose a plan' }));
    await page.getByText('Proven best:').waitFor();
    if (how === 'mouse') await look(page, 'plan-ready');
    await steps.act(page.getByRole('button', { name: `Publish ${MENTEES} matches` }));
    await page.getByText('160 emails').waitFor();
    if (how === 'mouse') await look(page, 'plan-publish');
    const publish = page.getByRole('dialog').getByRole('button', { name: 'Publish' });
    await steps.act(publish);
    await announces(page, `${MENTEES} mentees matched.`);
    await hasFocus(page.getByRole('heading', { level: 1 }));
    await page.getByText('Matched', { exact: true }).first().waitFor();
    assert.ok(steps.count <= MOST_CLICKS, `${steps.count} steps`);
    if (how === 'mouse') await look(page, 'plan-published');
    assert.equal(await matched(server), MENTEES);
    assert.deepEqual(page.problems, []);
  });
}

test('an administrator reviews a plan', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createCrowd(server, { mentees: 12, mentors: 2 });
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/matches?tab=plans');
  await page.getByText('No plans yet').waitFor();
  await look(page, 'plans-empty');
  await page.getByRole('radio', { name: /Best fit/ }).check();
  await page.getByText('Only some majors or years').click();
  await page.getByLabel("Mentees' major").fill('Physics');
  await page.getByRole('button', { name: 'Propose a plan' }).click();
  await page.getByRole('heading', { name: /^Plan of/ }).waitFor();
  await page.getByText('of 3 mentees').waitFor();
  await page.getByRole('button', { name: 'Discard this plan' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard plan' }).click();
  await page.getByText('Nobody was matched by this plan.').waitFor();
  await hasFocus(page.getByRole('heading', { level: 1 }));
  await page.getByRole('link', { name: 'Plans', exact: true }).click();

  // The draft was sent, so the form starts over.
  assert.ok(await page.getByRole('radio', { name: /Most matches/ }).isChecked());
  await page.getByRole('button', { name: 'Propose a plan' }).click();
  await page.getByText('10 of 12 mentees').waitFor();
  await page.getByText('Without a mentor in this plan').waitFor();
  await page.getByText('What would help: 2 more seats', { exact: false }).first().waitFor();
  await revise(page);
  await page.goto('/admin#/matches?tab=plans');
  await page.getByText('Discarded').waitFor();
  await page.getByText('Ready to review').waitFor();
  await look(page, 'plans');
  await fitsZoomed(page);
  assert.equal(await matched(server), 0);
  assert.deepEqual(page.problems, []);
});

async function revise(page) {
  const change = page.getByRole('button', { name: /^Change the pair Ava Alvarez and/ });
  await change.click();
  await look(page, 'plan-menu');
  await page.getByRole('button', { name: 'Pin this pair' }).click();
  await page.getByText('Pinned', { exact: true }).waitFor();
  await hasFocus(change);
  await change.click();
  await page.getByRole('button', { name: 'Unpin' }).click();
  await page.getByText('Pinned', { exact: true }).waitFor({ state: 'detached' });

  await change.click();
  await page.getByRole('button', { name: 'Choose another mentor' }).click();
  const panel = page.getByRole('dialog', { name: 'Another mentor for Ava Alvarez' });
  await panel
    .getByRole('button', { name: /^Choose / })
    .first()
    .waitFor();
  await look(page, 'plan-swap');
  await panel
    .getByRole('button', { name: /^Choose / })
    .first()
    .click();
  await announces(page, 'Ava Alvarez stays with');
  await hasFocus(change);
  await page.getByText('Pinned', { exact: true }).waitFor();

  await change.click();
  await interrupt(page, 'RevisePlan');
  await page.getByRole('button', { name: 'Keep apart' }).click();
  await page.getByText("Can't reach the server").waitFor();
  await change.click();
  await page.getByRole('button', { name: 'Keep apart' }).click();
  await page.getByRole('heading', { name: 'Kept apart' }).waitFor();
  await look(page, 'plan-apart');
  await fitsZoomed(page);
  await page.getByRole('button', { name: /^Allow again Ava Alvarez/ }).click();
  await page.getByRole('heading', { name: 'Kept apart' }).waitFor({ state: 'detached' });
  await forgetsApart(page, change);
}

/** Whoever signs in next does not see the pairs that were kept apart before. */
async function forgetsApart(page, change) {
  await change.click();
  await menu(page).getByText('You can take it back until you reload the page.').waitFor();
  await page.getByRole('button', { name: 'Keep apart' }).click();
  await page.getByText('You can allow these again until you sign out').waitFor();
  const plan = new URL(page.url()).hash;
  await signOut(page);
  await page.getByLabel('Username or email').fill(ADMIN.username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, plan);
  await page.getByText('10 of 12 mentees').waitFor();
  await change.waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Kept apart' }).count(), 0);
}

test('a plan is followed without a socket, and says why it failed', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  const page = await open(browser, server.url);
  await page.routeWebSocket(/graphql/, (socket) => socket.close());
  await signInAdmin(page);
  const pretend = await pretendState(page);
  await pretend.as({ state: 'COMPUTING', progress: 0.4 });
  await page.goto('/admin#/matches?tab=plans');
  await page.getByRole('button', { name: 'Propose a plan' }).click();
  await page.getByRole('heading', { name: 'Finding the best plan' }).waitFor();
  await page.getByText('40%').waitFor();
  await look(page, 'plan-computing');
  await refusesChanges(page);
  await pretend.as({ state: 'FAILED', failure: 'The plan is too large.' });
  await page.getByText('The plan is too large.').waitFor();
  await look(page, 'plan-failed');
  await fitsZoomed(page);
  await pretend.as({});
  await page.reload();
  await page.getByText('Proven best:').waitFor();
  await page.getByRole('button', { name: CHANGE }).first().click();
  await page.getByRole('button', { name: 'Pin this pair' }).click();
  await page.getByText('Pinned', { exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

/** While a plan is computed, its pairs can't be changed, and the menu says why. */
async function refusesChanges(page) {
  const sent = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  for (const name of ['Pin this pair', 'Choose another mentor', 'Keep apart']) {
    await page.getByRole('button', { name: CHANGE }).first().click();
    await menu(page).getByText('The plan is being worked out.').waitFor();
    const item = menu(page).getByRole('button', { name });
    assert.ok(await item.isDisabled(), name);
    await item.press('Enter');
  }
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.ok(!sent.some((body) => body.includes('RevisePlan')));
  await page.getByRole('button', { name: CHANGE }).first().click();
  await look(page, 'plan-menu-computing');
  await page.keyboard.press('Escape');
}

test('a plan that is proposed late leaves the administrator where they are', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/matches?tab=plans');
  await page.getByRole('radio', { name: /Best fit/ }).check();
  const release = await hold(page, 'ProposePlan');
  await page.getByRole('button', { name: 'Propose a plan' }).click();
  await page.getByRole('tab', { name: 'Ended' }).click();
  await page.getByText('No match has ended').waitFor();
  release();
  await announces(page, 'The plan is in the list of plans.');
  assert.match(page.url(), /tab=ended$/);
  await page.getByRole('tab', { name: 'Plans' }).click();
  await page.getByRole('link', { name: /^Plan of/ }).waitFor();
  assert.ok(await page.getByRole('radio', { name: /Most matches/ }).isChecked());
  assert.deepEqual(page.problems, []);
});

test('a reader sees plans and changes nothing', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  await registerAdmin(server, 'auditor', 'AUDITOR', PASSWORD);
  const propose = `mutation { proposeMatching(input: { objective: MOST_MATCHED }) { plan { id } } }`;
  const { plan } = (await server.ask(propose, {}, await server.adminToken())).proposeMatching;
  const page = await open(browser, server.url);
  await signInAdmin(page, 'auditor');
  await page.goto('/admin#/matches?tab=plans');
  await page.getByRole('link', { name: /^Plan of/ }).click();
  await page.getByText('Proven best:').waitFor();
  await page.getByText('Ann Adams').waitFor();
  const actions = /Publish|Discard|Propose|Change the pair|Find a mentor/;
  assert.equal(await page.getByRole('button', { name: actions }).count(), 0);
  assert.equal(await page.getByRole('link', { name: actions }).count(), 0);
  await page.goto(`/admin#/matches/plans/${plan.id.replace(/./g, '0').slice(0, 8)}${plan.id.slice(8)}`);
  await page.getByText("This plan doesn't exist.").waitFor();
  assert.deepEqual(page.problems, []);
});

/** Changes what the page learns about the plan. */
async function pretendState(page) {
  let changes = {};
  await page.route('**/graphql', async (route) => {
    const { operationName } = JSON.parse(route.request().postData());
    if (operationName !== 'Plan') return route.fallback();
    const response = await route.fetch();
    const body = await response.json();
    Object.assign(body.data.matchingPlan, changes);
    return route.fulfill({ response, json: body });
  });
  return {
    as: async (next) => {
      changes = next;
    },
  };
}

function menu(page) {
  return page.locator('.menu:popover-open');
}

async function matched(server) {
  const { stats } = await server.ask('{ stats { matchedMentees } }', {}, await server.adminToken());
  return stats.matchedMentees;
}
