// The example of a hook: it vetoes a registration and rewrites a name, and the server does without it as the policy says
// when it is slow, down, or responds with nonsense.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';

import { examples, freePort } from './example.mjs';
import { PASSWORD, start } from './server.mjs';

const CREATE = `mutation($input: CreateHookInput!) {
  createHook(input: $input) { hook { id } secret errors { code } }
}`;
const CHANGE = `mutation($input: UpdateHookInput!) {
  updateHook(input: $input) { hook { status } errors { code } }
}`;
const HOOKS = '{ hooks { status lastError } }';
const REGISTER = `mutation($input: RegisterInput!) {
  register(input: $input) { user { id } errors { code message } }
}`;
const RENAME = `mutation($input: ProfileInput!) {
  updateProfile(input: $input) { user { firstName } errors { code } }
}`;

test('the example vetoes a registration and rewrites a name', { timeout: 60_000 }, async (context) => {
  const server = await start({ SEND_EMAILS: 'false' });
  context.after(() => server.remove());
  const token = await server.adminToken();
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const input = { url, signals: ['USER_PRE_REGISTER', 'USER_PRE_UPDATE'], policy: 'FAIL_CLOSED' };
  const { hook, secret } = (await server.ask(CREATE, { input }, token)).createHook;
  const program = startHook(context, port, secret, 'sly@ucla.edu');
  assert.equal(await program.next(), `Waiting for questions on ${url}`);

  const register = async (email) =>
    (await server.ask(REGISTER, { input: { email, password: PASSWORD } })).register;
  const [refused] = (await register('sly@ucla.edu')).errors;
  assert.deepEqual(refused, {
    code: 'REFUSED_BY_HANDLER',
    message: 'This address cannot register. Ask the front desk.',
  });
  assert.match(await program.next(), /^user_pre_register \{"allow":false/);
  assert.deepEqual((await register('jo@ucla.edu')).errors, []);
  const jo = await server.token('jo@ucla.edu');
  const rename = async (firstName) =>
    (await server.ask(RENAME, { input: { firstName } }, jo)).updateProfile.user.firstName;
  assert.equal(await rename('mary-jo ann'), 'Mary-Jo Ann');

  const forged = await fetch(url, { method: 'POST', body: '{"type":"user_pre_register","data":{}}' });
  assert.equal(forged.status, 401);

  program.child.kill();
  const change = (changes) => server.ask(CHANGE, { input: { id: hook.id, ...changes } }, token);
  const failing = async (lastError) => {
    const [state] = (await server.ask(HOOKS, {}, token)).hooks;
    assert.deepEqual(state, { status: 'FAILING', lastError });
  };
  const fails = async (lastError) => {
    await change({ policy: 'FAIL_CLOSED', isEnabled: true });
    await assert.rejects(rename('al'), /Nothing was changed/);
    await failing(lastError);
    await change({ policy: 'FAIL_OPEN', isEnabled: true });
    assert.equal(await rename('al'), 'al');
    await failing(lastError);
  };
  await fails('no connection');
  const other = await respondWithNonsense(context);
  await change({ url: other.url });
  await fails('the response is not a verdict');
  other.isSilent = true;
  await fails('no response in time');
});

/** Starts the example as its README says. */
function startHook(context, port, secret, blocked) {
  const child = spawn(process.execPath, [join(examples, 'hook', 'hook.mjs')], {
    env: { PATH: process.env.PATH, PORT: String(port), HOOK_SECRET: secret, BLOCKED: blocked },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => (await lines.next()).value };
}

/** An endpoint that responds with nonsense, or not at all. */
async function respondWithNonsense(context) {
  const endpoint = { url: '', isSilent: false };
  const server = createServer((_, response) => {
    if (!endpoint.isSilent) response.end('<h1>It works!</h1>');
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  endpoint.url = `http://localhost:${server.address().port}/`;
  return endpoint;
}
