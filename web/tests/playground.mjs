// What the tests of the playground have in common.

import { open } from './browser.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

/** Starts a server and opens the playground, with its editor. */
export async function openPlayground(context, { viewport, url = '/playground', settings } = {}) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', ...settings });
  const page = await open(browser, server.url, viewport);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(url);
  await hasEditor(page);
  return { server, browser, page, panel: page.getByRole('region', { name: 'Session' }) };
}

/** Waits until the editor has loaded. */
export function hasEditor(page) {
  return page.getByRole('button', { name: 'Run', exact: true }).waitFor();
}

/** Signs in as the administrator, if the password is right. */
export async function signIn(panel, password = PASSWORD) {
  const opener = panel.getByRole('button', { name: /^Sign in (…|again)|^Sign in…/ });
  if (await opener.count()) await opener.click();
  await panel.getByText('Administrator', { exact: true }).click();
  await panel.getByLabel('Username or email').fill(ADMIN.username);
  await panel.getByLabel('Password').fill(password);
  await panel.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Signs in to the console as the administrator, whose cookie the playground then uses. */
export async function signInToConsole(page) {
  await page.evaluate(sendSignIn, { username: ADMIN.username, password: PASSWORD });
}

async function sendSignIn(input) {
  const query = `mutation($input: LoginAdminInput!) {
    loginAdmin(input: $input) { adminUser { user { email } } } }`;
  await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
}

/** The button of an example in the side list. */
export function example(page, title) {
  return page.getByRole('button', { name: new RegExp(`^${title} (Query|Mutation|Live) `) });
}

/** Opens an example and runs it. */
export async function run(page, title) {
  const button = example(page, title);
  if (!(await button.isVisible())) await page.getByRole('button', { name: 'Menu' }).click();
  await button.click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

/** Runs an example and waits until its result has a text. */
export async function shows(page, title, text) {
  await run(page, title);
  await result(page).getByText(text).first().waitFor();
}

/** The pane of the result. */
export function result(page) {
  return page.getByRole('region', { name: 'Result', exact: true });
}

/** The events of a subscription, newest first. */
export function events(page) {
  return page.getByRole('region', { name: 'Events, newest first' }).getByRole('listitem');
}

/** Replaces the text of an editor. */
export async function write(page, label, text) {
  const area = page.getByRole('textbox', { name: label });
  await area.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}
