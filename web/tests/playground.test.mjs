// The playground signs in, runs queries and subscriptions, sends no requests to other servers, and shows the schema.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildSchema, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { build } from 'vite';

import { accessible, hasFocus, look } from './browser.mjs';
import {
  events,
  example,
  hasEditor,
  openPlayground,
  result,
  run,
  shows,
  signIn,
  signInToConsole,
  write,
} from './playground.mjs';
import { ADMIN, PASSWORD } from './server.mjs';

const folder = new URL('../artifacts/', import.meta.url).pathname;

test('the playground runs operations as the account that signs in', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  await panel.getByText('Not signed in').waitFor();
  await look(page, 'playground');

  await signIn(panel, 'not this one');
  await panel.getByRole('alert').getByText(/\w/).waitFor();
  await look(page, 'playground-sign-in');
  await signIn(panel, PASSWORD);
  await panel.getByText(ADMIN.username).waitFor();
  // The console's session is separate, and does not exist here.
  assert.deepEqual(await page.context().cookies(), []);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).join().includes('bruin')), false);

  await shows(page, 'Me', ADMIN.email);
  const stored = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
  const values = await page.evaluate(stored);
  assert.ok(!/[\w-]{43}/.test(values), 'a token is in the storage of the browser');
  await panel.getByRole('button', { name: 'Sign out' }).click();
  await panel.getByRole('button', { name: 'Sign in…' }).waitFor();
  await shows(page, 'Me', 'null');

  await signIn(panel, PASSWORD);
  await panel.getByText(ADMIN.username).waitFor();
  await run(page, 'Watch signals');
  await events(page).first().waitFor();
  await server.register('jo@ucla.edu');
  // The first registration: so this signal is not from the replay.
  await events(page).getByText('USER_REGISTERED', { exact: true }).waitFor();
  await page.reload();
  await panel.getByRole('button', { name: 'Sign in…' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a sign-out that fails leaves the session, says so, and can be tried again', async (context) => {
  const { page, panel } = await openPlayground(context);
  await signIn(panel, PASSWORD);
  await panel.getByText(ADMIN.username).waitFor();
  let fail;
  await page.route('**/graphql', (route) =>
    route.request().postData().includes('logout') ? fail(route) : route.fallback(),
  );
  const failed = page.getByText("You're still signed in.");
  fail = (route) => route.abort('connectionrefused');
  await panel.getByRole('button', { name: 'Sign out' }).click();
  await failed.and(page.getByText("Can't reach the server.")).waitFor();
  await panel.getByText(ADMIN.username).waitFor();
  await look(page, 'playground-sign-out-failed');
  const json = { errors: [{ message: 'Something went wrong.' }] };
  fail = (route) => route.fulfill({ json });
  await page.getByRole('button', { name: 'Try again' }).click();
  await failed.and(page.getByText('Something went wrong.')).waitFor();
  await shows(page, 'Me', ADMIN.email);

  let release;
  const isReleased = new Promise((resolve) => {
    release = resolve;
  });
  fail = async (route) => {
    await isReleased;
    await route.fallback();
  };
  await page.getByRole('button', { name: 'Try again' }).click();
  await failed.waitFor({ state: 'detached' });
  await hasFocus(page.locator('.notices'));
  await panel.getByRole('button', { name: 'Signing out…', disabled: true }).waitFor();
  await panel.getByText(ADMIN.username).waitFor();
  release();
  await panel.getByRole('button', { name: 'Sign in…' }).waitFor();
  await shows(page, 'Me', 'null');
  assert.deepEqual(page.problems, []);
});

test('the playground drops a session that ended elsewhere', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  const ended = panel.getByText(`The session for ${ADMIN.username} has ended`);
  await signIn(panel, PASSWORD);
  await panel.getByText(ADMIN.username).waitFor();
  await shows(page, 'Me', ADMIN.email);
  await endSessions(server);
  await shows(page, 'Me', 'null');
  await ended.waitFor();

  await signIn(panel, PASSWORD);
  await ended.waitFor({ state: 'detached' });
  await run(page, 'Watch signals');
  await events(page).first().waitFor();
  await endSessions(server);
  await ended.waitFor();
  await result(page).getByText('Ended: Session has ended.').waitFor();
  await look(page, 'playground-ended');
  assert.deepEqual(page.problems, []);
});

test('the playground fits on a small phone', async (context) => {
  const { page } = await openPlayground(context, { viewport: { width: 360, height: 740 } });
  const operation = page.getByRole('region', { name: 'Operation', exact: true });
  await shows(page, 'Me', 'null');
  await fits(operation);
  await fits(result(page));
  await accessible(page, 'the editor on a phone');
  await page.screenshot({ path: `${folder}playground-result-phone.png` });

  await page.getByRole('button', { name: 'Menu' }).click();
  await operation.waitFor({ state: 'hidden' });
  await fits(page.getByRole('complementary'));
  await fits(page.getByRole('region', { name: 'Session' }));
  await accessible(page, 'the side on a phone');
  await page.screenshot({ path: `${folder}playground-side-phone.png` });

  await page.getByRole('button', { name: 'Close menu' }).click();
  await page.getByRole('button', { name: 'Headers' }).click();
  await fits(operation);
  await fits(page.getByRole('textbox', { name: 'Headers' }).locator('xpath=ancestor::section'));
  await fits(result(page));
  await page.screenshot({ path: `${folder}playground-inputs-phone.png` });
  assert.deepEqual(page.problems, []);
});

test('the playground uses the session of the console', async (context) => {
  const { page, panel } = await openPlayground(context);
  await signInToConsole(page);
  await shows(page, 'Me', ADMIN.email);
  await panel.getByText('dean from the console').waitFor();
  assert.deepEqual(page.problems, []);
});

test('the schema can be read and searched', async (context) => {
  const { page } = await openPlayground(context);
  await page.getByText('Schema', { exact: true }).click();
  const side = page.getByRole('complementary');
  await side.getByRole('heading', { name: 'Root types' }).waitFor();
  await side.getByRole('button', { name: 'Query', exact: true }).click();
  await side.getByText('Everything that can be read').waitFor();
  await look(page, 'playground-schema');
  await side.getByLabel('Search the schema').fill('menteesugg');
  await side.getByRole('button', { name: 'Query.menteeSuggestions' }).click();
  await side.getByRole('heading', { name: 'Query' }).waitFor();
  await side.getByRole('button', { name: '‹ Query' }).click();

  await page.getByText('Examples', { exact: true }).click();
  await example(page, 'Mentors').click();
  await page.getByText('spotsLeft').click();
  await page.keyboard.press('F12');
  await side.getByRole('heading', { name: 'Mentor', exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('the editor completes, explains, and checks operations and variables', async (context) => {
  const { page } = await openPlayground(context);
  const operation = page.getByRole('region', { name: 'Operation', exact: true });
  await write(page, 'Operation', 'query Q($id: ID!) { mentor(id: $id) { fullNam } me { emai } }');
  const mistakes = operation.locator('.squiggly-error');
  await mistakes.first().waitFor();
  await operation.getByText('fullNam').hover();
  await page.getByText('Cannot query field "fullNam" on type "Mentor"').first().waitFor();

  await page.getByRole('textbox', { name: 'Operation' }).focus();
  await page.keyboard.press('ControlOrMeta+End');
  for (let left = 0; left < 4; left += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+Space');
  await page
    .getByRole('option', { name: /^email/ })
    .first()
    .waitFor();
  // The list is the editor's own.
  await page.screenshot({ path: `${folder}playground-completion-desktop.png` });
  await page.keyboard.press('Enter');
  await operation.getByText('email', { exact: true }).waitFor();
  await operation.getByText('mentor', { exact: true }).hover();
  await page.getByText('An active mentor.').first().waitFor();

  await write(page, 'Variables', '{ "wrong": 1 }');
  const inputs = page.getByRole('region', { name: 'Variables and headers' });
  await inputs.locator('.squiggly-error, .squiggly-warning').first().waitFor();
  await page.keyboard.press('ControlOrMeta+f');
  await page.getByRole('textbox', { name: 'Find' }).waitFor();
  await page.keyboard.press('Escape');
  await operation.getByText('email', { exact: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show in Schema' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('an example opens in a tab with its variables, and a search finds it', async (context) => {
  const { page } = await openPlayground(context);
  const tabs = page.getByRole('navigation', { name: 'Tabs' });
  await page.getByLabel('Search examples').fill('seat roster');
  await page.getByText('1 example found').waitFor({ state: 'attached' });
  await example(page, 'Request a mentor').click();
  await page
    .getByRole('region', { name: 'Variables and headers' })
    .getByText('"I climb, too."')
    .waitFor();
  await look(page, 'playground-search');
  await page.getByLabel('Search examples').fill('no such thing');
  await page.getByText('No examples found.').waitFor();
  await page.getByLabel('Search examples').fill('');

  // The same example twice is the same tab, until it is edited.
  await example(page, 'Request a mentor').click();
  assert.deepEqual(await titles(tabs), ['Me', 'RequestMentor']);
  await write(page, 'Variables', '{}');
  await example(page, 'Request a mentor').click();
  assert.deepEqual(await titles(tabs), ['Me', 'RequestMentor', 'RequestMentor']);
  await tabs.getByRole('button', { name: 'Close RequestMentor' }).last().click();
  await page.reload();
  await hasEditor(page);
  assert.deepEqual(await titles(tabs), ['Me', 'RequestMentor']);
  await page.getByRole('region', { name: 'Variables and headers' }).getByText('{}').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a tab with several operations runs the one that is chosen, and the history has it', async (context) => {
  const { page } = await openPlayground(context);
  await write(
    page,
    'Operation',
    '# Two.\nquery   One { rules { passwordMin } }\nquery Two { rules { maxMentees } }',
  );
  await page.getByLabel('Operation to run').selectOption('Two');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await result(page).getByText('"maxMentees"').waitFor();
  await page.getByRole('button', { name: 'Prettify' }).click();
  await page.getByText('Prettified.').waitFor();
  await page.getByText('query One {').waitFor();
  await page.getByText('# Two.').waitFor();
  // At the cursor.
  await page.getByText('query One {').click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await result(page).getByText('"passwordMin"').waitFor();

  await write(page, 'Variables', '{ "a": ');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('The variables are not valid JSON.').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await page.getByText('History', { exact: true }).click();
  const side = page.getByRole('complementary');
  await side.getByRole('button', { name: /^Two / }).waitFor();
  await look(page, 'playground-history');
  await side.getByRole('button', { name: /^One / }).click();
  await side.getByRole('button', { name: 'Clear the history' }).click();
  await side.getByText('Operations that you run appear here.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('every example of the playground is valid in the schema, and so are its variables', async () => {
  const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  const { groups } = await bundled('../playground/examples/examples.ts');
  const examples = groups.flatMap(({ subjects }) => subjects.flatMap((subject) => subject.examples));
  assert.ok(examples.length > 60);
  const titles = examples.map(({ title, description }) => `${title}: ${description}`);
  assert.equal(new Set(titles).size, titles.length, 'each has its own title and description');
  for (const { title, description, query, variables = {} } of examples) {
    assert.match(description, /^[^\n]{10,80}\.$/, title);
    const document = parse(query);
    assert.deepEqual(validate(schema, document).map(String), [], title);
    const [{ variableDefinitions }] = document.definitions;
    const { errors = [] } = getVariableValues(schema, variableDefinitions, variables);
    assert.deepEqual(errors.map(String), [], title);
  }
});

/** Imports a module that is written in TypeScript. */
async function bundled(path) {
  const ssr = fileURLToPath(new URL(path, import.meta.url));
  const { output } = await build({ configFile: false, logLevel: 'error', build: { write: false, ssr } });
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
}

function titles(tabs) {
  return tabs.locator('[class="tab"]').allTextContents();
}

/** Ends what sessions the administrator has, from a new one. */
async function endSessions(server) {
  const mutation = 'mutation { revokeOtherSessions { errors { code } } }';
  await server.ask(mutation, {}, await server.adminToken());
}

/** Checks that the element is as wide as the screen except for margins, and that nothing is wider. */
async function fits(locator) {
  const screen = locator.page().viewportSize().width;
  const { x, width } = await locator.boundingBox();
  assert.ok(x >= 0 && x + width <= screen, `${locator} is cut off`);
  assert.ok(width >= screen - 60, `${locator} is ${width} pixels wide`);
  const wide = await locator.page().evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= screen, `the page is ${wide} pixels wide`);
}
