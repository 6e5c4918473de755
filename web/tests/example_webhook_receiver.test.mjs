// The example that receives webhooks, with deliveries of a real server.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { Webhook } from 'standardwebhooks';

import { copyExample, freePort } from './example.mjs';
import { start } from './server.mjs';

const CREATE = `mutation($input: CreateWebhookInput!) {
  createWebhook(input: $input) { webhook { id } secret errors { code } }
}`;
const REPLAY = `mutation($input: ReplayWebhookInput!) {
  replayWebhook(input: $input) { errors { code } }
}`;
const LOG = `{ signals(filter: { names: [USER_REGISTERED] }, first: 10) { nodes { id cursor userId } } }`;
const WEBHOOKS = `{ webhooks { cursor failingSince } }`;

test('the receiver prints each signal once and refuses forgeries', {
  timeout: 60_000,
}, async (context) => {
  const server = await start({ SEND_EMAILS: 'false' });
  context.after(() => server.remove());
  const token = await server.adminToken();
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const input = { url, filter: { names: ['USER_REGISTERED'] } };
  const { webhook, secret } = (await server.ask(CREATE, { input }, token)).createWebhook;
  const receiver = await startReceiver(context, port, secret);

  await server.register('jo@ucla.edu');
  const [jo] = (await server.ask(LOG, {}, token)).signals.nodes;
  assert.match(
    await receiver.next(),
    new RegExp(` user_registered user=${jo.userId} cursor=${jo.cursor}$`),
  );

  await server.ask(REPLAY, { input: { id: webhook.id, after: '0' } }, token);
  assert.equal(await receiver.next(), `ignored: ${jo.id} is already here`);

  const body = JSON.stringify({ type: 'user_registered', timestamp: new Date(), data: { cursor: '1' } });
  const stranger = `whsec_${Buffer.alloc(32).toString('base64')}`;
  const expired = new Date(Date.now() - 6 * 60_000);
  const forgeries = [
    [body, headers(stranger, body), 'No matching signature found'],
    [`${body} `, headers(secret, body), 'No matching signature found'],
    [body, { ...headers(secret, body), 'webhook-id': randomUUID() }, 'No matching signature found'],
    [body, headers(secret, body, expired), 'Message timestamp too old'],
    [body, {}, 'Missing required headers'],
  ];
  for (const [forged, signed, reason] of forgeries) {
    const response = await fetch(url, { method: 'POST', headers: signed, body: forged });
    assert.equal(response.status, 401);
    assert.equal(await receiver.next(), `refused: ${reason}`);
  }
  const endless = fetch(url, { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) });
  assert.notEqual(await endless.then(({ status }) => status).catch(() => 'closed'), 204);

  await server.register('al@ucla.edu');
  const al = (await server.ask(LOG, {}, token)).signals.nodes.at(-1);
  assert.match(
    await receiver.next(),
    new RegExp(` user_registered user=${al.userId} cursor=${al.cursor}$`),
  );
  const [{ failingSince }] = (await server.ask(WEBHOOKS, {}, token)).webhooks;
  assert.equal(failingSince, null);
});

test('without a secret it says what to set', { timeout: 60_000 }, async (context) => {
  const child = spawn(process.execPath, ['receiver.mjs'], {
    cwd: copyExample(context, 'webhook-receiver'),
    env: { PATH: process.env.PATH },
  });
  const [line] = await once(createInterface({ input: child.stderr }), 'line');
  assert.match(line, /WEBHOOK_SECRET/);
  const [status] = await once(child, 'exit');
  assert.equal(status, 1);
});

/** Starts the example as its README says. */
async function startReceiver(context, port, secret) {
  const child = spawn(process.execPath, ['receiver.mjs'], {
    cwd: copyExample(context, 'webhook-receiver'),
    env: { PATH: process.env.PATH, PORT: String(port), WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  context.after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  assert.equal(await next(), `Waiting for signals on http://localhost:${port}/`);
  return { next };
}

/** The headers of a delivery that is signed with a secret. */
function headers(secret, body, time = new Date()) {
  const id = randomUUID();
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, time, body),
  };
}
