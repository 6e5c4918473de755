// Clients from PyPI: one that sends documents, and one that is generated from the schema.

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { PASSWORD, start } from './server.mjs';
import { installPython, run } from './tools.mjs';

const TIMEOUT = { timeout: 300_000 };
const EMAIL = 'jo@ucla.edu';
const schema = fileURLToPath(new URL('../../schema.graphql', import.meta.url));

test('gql speaks the current protocol with each of its transports', TIMEOUT, async (context) => {
  const folder = await installPython('clients/gql');
  const server = await setUp(context);
  const printed = await run(folder, 'bin/python', ['use.py', server.url, EMAIL, PASSWORD]);
  assert.equal(
    printed,
    'AIOHTTPWebsocketsTransport speaks graphql-transport-ws\n' +
      'WebsocketsTransport speaks graphql-transport-ws\n',
  );
});

test('a client by ariadne-codegen sends, reads and subscribes', TIMEOUT, async (context) => {
  const folder = await installPython('clients/ariadne_codegen');
  cpSync(schema, join(folder, 'schema.graphql'));
  await run(folder, 'bin/ariadne-codegen', ['client']);
  const server = await setUp(context);
  await run(folder, 'bin/python', ['use.py', server.url, EMAIL, PASSWORD]);
});

/** A server with one member. */
async function setUp(context) {
  const server = await start({ SEND_EMAILS: 'false' });
  context.after(() => server.remove());
  await server.register(EMAIL);
  return server;
}
