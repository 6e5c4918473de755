// More clients from npm, each used as its manual shows: clients.test.mjs has those that the console's pages know.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { ADMIN, PASSWORD, start } from './server.mjs';
import { install, run } from './tools.mjs';

const TIMEOUT = { timeout: 300_000 };
const EMAIL = 'jo@ucla.edu';
const LOG = '{ signals(filter: { userId: "ID" }, first: 100) { nodes { cursor name } } }';
const root = fileURLToPath(new URL('../../', import.meta.url));
const schema = join(root, 'schema.graphql');

test('graphql-request', TIMEOUT, async (context) => {
  const { server, folder } = await setUp(context);
  const { default: use } = await load(folder, 'graphql_request.mjs');
  await use({ url: server.url, email: EMAIL, password: PASSWORD });
});

test(
  'Relay compiles the schema, pages through a connection and refetches by id',
  TIMEOUT,
  async (context) => {
    const { server, folder } = await setUp(context);
    await server.register('kim@ucla.edu');
    mkdirSync(join(folder, 'relay/generated'), { recursive: true });
    cpSync(schema, join(folder, 'relay/schema.graphql'));
    await run(folder, 'relay-compiler', ['relay/relay.config.json']);
    const { default: use } = await load(folder, 'relay/use.mjs');
    const emails = [ADMIN.email, EMAIL, 'kim@ucla.edu'];
    await use({ url: server.url, username: ADMIN.username, password: PASSWORD, emails });
  },
);

test(
  'GraphQL Code Generator reads the schema from the server, and its types compile',
  TIMEOUT,
  async (context) => {
    const { server, folder } = await setUp(context);
    await run(folder, 'graphql-codegen', ['--config', 'codegen/codegen.mjs'], { SERVER: server.url });
    await run(folder, 'tsc', ['--project', 'codegen']);
    const { default: use } = await load(folder, 'codegen/built/main.js');
    const found = await use({ url: server.url, email: EMAIL, password: PASSWORD });
    const expected = {
      email: EMAIL,
      role: 'MENTEE',
      year: null,
      major: [],
      joined: 'string',
      absent: undefined,
    };
    assert.deepEqual(found, expected);
  },
);

test('EventSource continues after its last event when the server restarts', TIMEOUT, async (context) => {
  const { server, folder } = await setUp(context);
  const token = await server.token(EMAIL);
  const admin = await server.adminToken();
  const { me } = await server.ask('{ me { id } }', {}, token);
  const log = async () => {
    const { signals } = await server.ask(LOG.replace('ID', me.id), {}, admin);
    return signals.nodes;
  };
  const restart = async () => {
    await server.stop();
    await server.serve();
    await server.token(EMAIL);
  };
  const { default: use } = await load(folder, 'event_source.mjs');
  await use({ url: server.url, token, restart, log });
});

test('the page about clients names the versions that are tested', () => {
  const page = readFileSync(join(root, 'docs/clients.md'), 'utf8');
  const tested = { ...versions('web'), ...versions('web/tests/clients/npm') };
  const rows = {
    'Apollo Client': tested['@apollo/client'],
    urql: `${tested['@urql/core']} of \`@urql/core\``,
    'graphql-request': tested['graphql-request'],
    Relay: tested['relay-runtime'],
    'GraphQL Code Generator': tested['@graphql-codegen/cli'],
    gql: pinned('web/tests/clients/gql/requirements.txt', /^gql==(.*)$/m),
    'ariadne-codegen': pinned(
      'web/tests/clients/ariadne_codegen/requirements.txt',
      /^ariadne-codegen==(.*)$/m,
    ),
    graphql_client: pinned('Cargo.toml', /^graphql_client = { version = "([^"]*)"/m),
    eventsource: tested.eventsource,
  };
  for (const [name, version] of Object.entries(rows)) {
    const row = page.split('\n').find((line) => line.startsWith(`| [${name}](`));
    assert.equal(row?.split(' | ')[1], version, name);
  }
});

function versions(folder) {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  );
  return { ...dependencies, ...devDependencies };
}

function pinned(file, pattern) {
  return readFileSync(join(root, file), 'utf8').match(pattern)[1];
}

/** A server with one member, and the folder of the clients. */
async function setUp(context) {
  const folder = await install('clients/npm');
  const server = await start({ SEND_EMAILS: 'false' });
  context.after(() => server.remove());
  await server.register(EMAIL);
  return { server, folder };
}

function load(folder, file) {
  return import(pathToFileURL(join(folder, file)));
}
