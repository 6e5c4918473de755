// Responds to the hooks of BruinBridge: refuses the registration of addresses on a list, and begins names with capitals.
//
//   HOOK_SECRET=whsec_… BLOCKED=someone@ucla.edu PORT=9100 node hook.mjs

import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { HOOK_SECRET, BLOCKED = '', PORT = '9100' } = process.env;
if (!HOOK_SECRET) {
  console.error('Set HOOK_SECRET to the secret in the response of createHook.');
  process.exit(1);
}

const MAX_BYTES = 1024 * 1024;
const key = Buffer.from(HOOK_SECRET.replace('whsec_', ''), 'base64');
// Addresses arrive in lower case.
const blocked = new Set(BLOCKED.toLowerCase().split(',').filter(Boolean));

const server = createServer(async (request, response) => {
  const [status, verdict] = await respond(request).catch((error) => {
    console.error(error.message);
    return [500, null];
  });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(verdict));
});

server.listen(Number(PORT), 'localhost', () => {
  console.log(`Waiting for questions on http://localhost:${server.address().port}/`);
});

/** Returns the status and the verdict. Any status but 2xx is a failure, which the hook's policy decides about. */
async function respond(request) {
  const body = await read(request);
  if (!isGenuine(request.headers, body)) {
    console.log('not genuine');
    return [401, null];
  }
  const { type, data } = JSON.parse(body);
  const verdict = decide(type, data);
  console.log(`${type} ${JSON.stringify(verdict)}`);
  return [200, verdict];
}

/** What the hook is for. */
function decide(type, data) {
  if (type === 'user_pre_register' && blocked.has(data.email)) {
    return { allow: false, message: 'This address cannot register. Ask the front desk.' };
  }
  const changes = {};
  for (const field of ['firstName', 'lastName']) {
    if (data[field]) changes[field] = capitalized(data[field]);
  }
  // Only what changes has to be sent.
  return { allow: true, data: changes };
}

function capitalized(name) {
  return name.replace(/(^|[\s-])\p{Ll}/gu, (start) => start.toUpperCase());
}

/** Whether a request is signed with the secret (Standard Webhooks) and at most five minutes old. */
function isGenuine(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return String(signatures)
    .split(' ')
    .some((entry) => {
      const [version, signature] = entry.split(',');
      const found = Buffer.from(signature ?? '', 'base64');
      return version === 'v1' && found.length === expected.length && timingSafeEqual(found, expected);
    });
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
