// Receives signals as webhooks: verifies each delivery, ignores those that it already has, and prints the others.
//
//   WEBHOOK_SECRET=whsec_… PORT=9000 node receiver.mjs

import { createServer } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const { WEBHOOK_SECRET, PORT = '9000' } = process.env;
if (!WEBHOOK_SECRET) {
  console.error('Set WEBHOOK_SECRET to the secret in the response of createWebhook.');
  process.exit(1);
}

const MAX_BYTES = 1024 * 1024;
const MAX_IDS = 10_000;

const webhook = new Webhook(WEBHOOK_SECRET);

/**
 * The ids of the newest deliveries: if a response is lost, the server sends the delivery again. This example keeps them
 * in memory. A real receiver stores each id in the same transaction as the effects of its signal.
 */
const ids = new Set();

const server = createServer(async (request, response) => {
  const status = await receive(request).catch((error) => {
    console.error(error.message);
    return 500;
  });
  response.writeHead(status).end();
});

server.listen(Number(PORT), 'localhost', () => {
  console.log(`Waiting for signals on http://localhost:${server.address().port}/`);
});

/** Returns the status of the response. Only 2xx accepts the delivery; the server repeats all others later. */
async function receive(request) {
  const body = await read(request);
  let signal;
  try {
    // The signature covers the id, the time and the raw body. Deliveries older than five minutes are refused too.
    signal = webhook.verify(body, request.headers);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    console.log(`refused: ${error.message}`);
    return 401;
  }
  const id = request.headers['webhook-id'];
  if (ids.has(id)) {
    console.log(`ignored: ${id} is already here`);
    return 204;
  }
  remember(id);
  // After the response: the server waits for it for eight seconds, and sends no other signal meanwhile.
  setImmediate(() => handle(signal));
  return 204;
}

/** Returns the body as text. */
async function read(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function remember(id) {
  ids.add(id);
  if (ids.size > MAX_IDS) ids.delete(ids.values().next().value);
}

/** What the receiver is for; here, it prints the signal. */
function handle({ type, timestamp, data }) {
  console.log(`${timestamp} ${type} user=${data.userId ?? 'none'} cursor=${data.cursor}`);
}
