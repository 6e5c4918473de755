// Operations of the playground leave it as commands, scripts and links, which never contain a token.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { promisify } from 'node:util';

import { look } from './browser.mjs';
import { example, hasEditor, openPlayground, shows, signIn, write } from './playground.mjs';
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
  const events = await shell(curl.replace('curl ', 'curl --max-time 2 '), { TOKEN: token });
  assert.match(events, /^data: .*ADMIN_AUTHENTICATED/m);
  const script = await copied(page, 'Copy as fetch');
  const filled = script.replace(
    "const TOKEN = '';",
    `const TOKEN = '${token}'; setTimeout(process.exit, 2000);`,
  );
  const { stdout } = await execute('node', ['--input-type=module', '--eval', filled]);
  assert.match(stdout, /^data: .*ADMIN_AUTHENTICATED/m);
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
  const text = (await inflated(fragment)).toString();
  assert.deepEqual(JSON.parse(text), { query, variables: '{ "id": "1" }' });

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
  await other.waitForTimeout(500);
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
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Runs a command in a shell and returns its output. */
async function shell(command, environment = {}) {
  const env = { PATH: process.env.PATH, HOME: '/wrong', ...environment };
  const ran = execute('bash', ['-c', command], { env }).catch((error) => {
    // 28: the time of a subscription is over.
    if (error.code !== 28) throw error;
    return error;
  });
  return (await ran).stdout;
}

async function inflated(fragment) {
  const { inflateRawSync } = await import('node:zlib');
  return inflateRawSync(Buffer.from(fragment, 'base64url'));
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
