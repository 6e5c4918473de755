// Operations of the playground leave it as commands, scripts and links, which never contain a token.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import test from 'node:test';
import { promisify } from 'node:util';

import { look, readUntil } from './browser.mjs';
import {
  example,
  hasEditor,
  openPlayground,
  result,
  shows,
  signIn,
  signInToConsole,
  write,
} from './playground.mjs';
import { ADMIN } from './server.mjs';

const execute = promisify(execFile);
const TOKEN = /[\w-]{43}/;
/** Characters that shells and scripts treat specially. */
const NASTY = `it's "$HOME" \`date\` \${x} \\ and\n# more`;

test('an operation copied as curl or fetch runs outside, with a token put in its place', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  await example(page, 'Rules').click();
  const open = await copied(page, 'Copy as curl');
  assert.doesNotMatch(open, /authorization/i, 'a visitor has no token');
  assert.match(await shell(open), /"passwordMin"/);

  await signIn(panel);
  await panel.getByText(ADMIN.username).waitFor();
  await write(
    page,
    'Operation',
    'query Find($filter: UserFilter) { users(filter: $filter) { nodes { email } } me { email } }',
  );
  await write(page, 'Variables', JSON.stringify({ filter: { search: NASTY } }));
  const token = await server.adminToken();

  const curl = await copied(page, 'Copy as curl');
  assert.match(curl, /^curl '.*\/graphql' \\$/m);
  assert.match(curl, /"authorization: Bearer \$TOKEN"/);
  assert.ok(curl.includes(server.url) && !TOKEN.test(curl), curl);
  assert.deepEqual(JSON.parse(await shell(curl, { TOKEN: token })).data.me, { email: ADMIN.email });

  const script = await copied(page, 'Copy as fetch');
  assert.ok(script.includes(server.url) && !TOKEN.test(script), script);
  const filled = script.replace("const TOKEN = '';", `const TOKEN = '${token}';`);
  const { stdout } = await execute('node', ['--input-type=module', '--eval', filled]);
  assert.match(stdout, /dean@ucla\.edu/);
  await look(page, 'playground-copied');

  await write(page, 'Variables', '{ "a": ');
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByText('The variables are not valid JSON.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a subscription copied as curl prints its events', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  await signIn(panel);
  await panel.getByText(ADMIN.username).waitFor();
  await example(page, 'Watch signals').click();
  const token = await server.adminToken();
  const curl = await copied(page, 'Copy as curl');
  await prints('bash', ['-c', `exec ${curl}`], /^data: .*ADMIN_AUTHENTICATED/m, { TOKEN: token });
  const script = await copied(page, 'Copy as fetch');
  const filled = script.replace("const TOKEN = '';", `const TOKEN = '${token}';`);
  const command = ['--input-type=module', '--eval', filled];
  await prints('node', command, /^data: .*ADMIN_AUTHENTICATED/m);
});

test('an operation that runs with the session of the console is copied with a token', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  await example(page, 'Rules').click();
  assert.doesNotMatch(await copied(page, 'Copy as curl'), /authorization/i);
  await example(page, 'Me').click();
  // In another tab, from which the person comes back.
  await signInToConsole(page);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await panel.getByText('dean from the console').waitFor();
  const curl = await copied(page, 'Copy as curl');
  await page.getByText('Put a token in TOKEN before you run it.').waitFor();
  const output = await shell(curl, { TOKEN: await server.adminToken() });
  assert.equal(JSON.parse(output).data.me.email, ADMIN.email);
  assert.match(await copied(page, 'Copy as fetch'), /Bearer \$\{TOKEN\}/);
});

test('secrets in variables are neither in links nor in the storage of the browser', async (context) => {
  const { page } = await openPlayground(context);
  const inputs = page.getByRole('region', { name: 'Variables and headers' });
  const secrets = /918273|hunter2|tr0ub4dor/;
  const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
  await write(
    page,
    'Operation',
    [
      'mutation Reset($input: ResetPasswordInput!, $pass: CheckPasswordInput!, $p: String!) {',
      'resetPassword(input: $input) { errors { code } }',
      'one: checkPassword(input: $pass) { errors { code } }',
      'two: checkPassword(input: { password: $p, email: "ann@ucla.edu" }) { errors { code } } }',
    ].join(' '),
  );
  const variables = {
    input: { email: 'jo@ucla.edu', code: '918273', newPassword: 'hunter2 hunter2' },
    pass: { password: 'hunter2', email: 'jo@ucla.edu' },
    p: 'tr0ub4dor',
  };
  const blank = {
    input: { email: 'jo@ucla.edu', code: '', newPassword: '' },
    pass: { password: '', email: 'jo@ucla.edu' },
    p: '',
  };
  await write(page, 'Variables', JSON.stringify(variables));
  const [body] = await Promise.all([
    page.waitForRequest((request) => request.postData()?.includes('Reset')),
    page.getByRole('button', { name: 'Run', exact: true }).click(),
  ]);
  assert.deepEqual(body.postDataJSON().variables, variables, 'the operation runs with them');
  await result(page).getByText('"errors"').first().waitFor();

  const shared = await operationOf(await copied(page, 'Share link'));
  assert.deepEqual(JSON.parse(shared.variables), blank);
  await page.getByText(/leaves out .* the values of passwords, tokens, codes, and secrets/).waitFor();
  await page.getByText('Whatever is written in the operation itself is in the link.').waitFor();
  await look(page, 'playground-shared');
  const { 'playground-tabs': tabs, 'playground-history': history } = JSON.parse(await stored());
  for (const { variables } of [JSON.parse(tabs).all.at(-1), JSON.parse(history)[0]])
    assert.deepEqual(JSON.parse(variables), blank);
  assert.doesNotMatch(await stored(), secrets);
  await inputs.getByText('tr0ub4dor').waitFor();
  await page.reload();
  await hasEditor(page);
  await inputs.getByText('"jo@ucla.edu"').first().waitFor();
  assert.doesNotMatch(await inputs.textContent(), secrets);

  // Half typed.
  await write(page, 'Variables', '{ "email": "jo@ucla.edu", password: "hunter2');
  const half = await operationOf(await copied(page, 'Share link'));
  assert.equal(half.variables, '{ "email": "jo@ucla.edu", ');
  assert.doesNotMatch(await stored(), secrets);
  assert.deepEqual(page.problems, []);
});

test('a link opens an operation and its variables in a new tab, and does not run it', async (context) => {
  const { server, browser, page, panel } = await openPlayground(context);
  await signIn(panel);
  await panel.getByText(ADMIN.username).waitFor();
  const query = `query Shared($id: ID!) { mentor(id: $id) { fullName } }\n# ünïcödé 🐻 ${NASTY}`;
  await write(page, 'Operation', query);
  await write(page, 'Variables', '{ "id": "1" }');
  await page.getByRole('button', { name: 'Headers' }).click();
  await write(page, 'Headers', '{ "authorization": "Bearer secret-of-a-header" }');
  const link = await copied(page, 'Share link');
  const [address, fragment] = link.split('#share=');
  assert.equal(address, `${server.url}/playground`);
  assert.ok(fragment.length < 400, 'it is compressed');
  assert.deepEqual(await operationOf(link), { query, variables: '{ "id": "1" }' });

  const other = await (await browser.newContext()).newPage();
  const sent = [];
  other.on('request', (request) => sent.push(request.postData() ?? ''));
  await other.goto(link);
  await hasEditor(other);
  await other.getByText('Opened the operation of the link in a new tab.').waitFor();
  const tabs = other.getByRole('navigation', { name: 'Tabs' });
  await tabs.getByRole('button', { name: 'Shared', exact: true }).waitFor();
  await tabs.getByRole('button', { name: 'Me', exact: true }).waitFor();
  await other.getByRole('region', { name: 'Operation', exact: true }).getByText('🐻').waitFor();
  await other.getByRole('region', { name: 'Variables and headers' }).getByText('"id"').waitFor();
  await result(other).getByText('Run the operation to see its result here.').waitFor();
  // What runs later has a result, so what ran before would have been sent.
  await shows(other, 'Rules', '"passwordMin"');
  assert.ok(!sent.some((body) => body.includes('Shared')), 'it does not run');
  assert.equal(other.url(), address, 'a reload does not open it again');
});

test('a damaged link says so, and the tabs stay', async (context) => {
  const { page } = await openPlayground(context);
  await example(page, 'Rules').click();
  const tabs = page.getByRole('navigation', { name: 'Tabs' });
  const damaged = page.getByText('This link is incomplete or damaged');
  // Not base64, not compressed, not JSON, not an operation, and cut off.
  const link = await copied(page, 'Share link');
  const packed = await page.evaluate(deflated, [
    'oops',
    '[1]',
    '{"query": 1}',
    JSON.stringify({ query: 'x'.repeat(1e6) }),
  ]);
  for (const fragment of ['%', 'AAAA', ...packed, link.split('#share=')[1].slice(0, -9)]) {
    await page.goto(`/playground#share=${fragment}`);
    await damaged.waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await damaged.waitFor({ state: 'detached' });
  }
  await page.reload();
  await damaged.waitFor();
  await look(page, 'playground-damaged-link');
  assert.deepEqual(await tabs.locator('[class="tab"]').allTextContents(), ['Me', 'Rules']);
  await page.goto('/playground');
  await hasEditor(page);
  await shows(page, 'Rules', '"passwordMin"');
  assert.deepEqual(page.problems, []);
});

/** Clicks a button and returns what it copied. */
async function copied(page, button) {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByRole('button', { name: button }).click();
  await page.getByText(/^(Copied as|Link copied)/).waitFor();
  // The message may be about what was copied before.
  return readUntil(Boolean, () => page.evaluate(() => navigator.clipboard.readText()));
}

/** Runs a command in a shell and returns its output. */
async function shell(command, environment = {}) {
  const env = { PATH: process.env.PATH, HOME: '/wrong', ...environment };
  return (await execute('bash', ['-c', command], { env })).stdout;
}

/** Runs a program that does not end until it has printed a text. */
async function prints(program, command, text, environment = {}) {
  const env = { PATH: process.env.PATH, HOME: '/wrong', ...environment };
  const child = spawn(program, command, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let printed = '';
  for await (const part of child.stdout.setEncoding('utf8')) {
    printed += part;
    if (text.test(printed)) child.kill();
  }
  assert.match(printed, text);
}

/** What a link contains. */
async function operationOf(link) {
  const { inflateRawSync } = await import('node:zlib');
  return JSON.parse(inflateRawSync(Buffer.from(link.split('#share=')[1], 'base64url')));
}

function deflated(texts) {
  return Promise.all(
    texts.map(async (text) => {
      const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
      const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
      const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
      return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    }),
  );
}
