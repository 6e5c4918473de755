// A real mail server that is away, slow, greylisting, cutting connections or killed, and a server that is killed while
// it sends: no request waits for it, and no email is lost.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { PASSWORD, start } from './server.mjs';

const SMTP = fileURLToPath(new URL('smtp_process.mjs', import.meta.url));
const REGISTRATIONS = 500;

test('500 registrations while the mail server is away cause exactly 500 emails, and each link works', async (context) => {
  const { server, mail } = await setUp(context);
  await registerAll(server, REGISTRATIONS);
  await mail.start();
  // Each failure doubles the wait, so that this takes about as long as the mail server was away.
  await until(() => mail.recipients().size === REGISTRATIONS, 300);
  await until(async () => (await queued(server)) === 0, 20);
  assert.equal(mail.emails().length, REGISTRATIONS, 'one each');
  for (const email of mail.emails()) {
    const token = email.match(/verify-email\?token=([\w-]+)/)[1];
    const query = `mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { errors { code } } }`;
    const { verifyEmail } = await server.ask(query, { input: { token } });
    assert.deepEqual(verifyEmail.errors, []);
  }
});

test('neither a difficult mail server nor a kill of it or of this server loses an email', async (context) => {
  const { server, mail } = await setUp(context);
  await mail.start('difficult');
  const count = 60;
  const registering = registerAll(server, count);
  await until(() => mail.emails().length > 5, 60);
  mail.kill();
  await registering;
  await mail.start('difficult');
  for (let kill = 0; kill < 3; kill += 1) {
    const before = mail.emails().length;
    await until(() => mail.emails().length > before + 2, 120);
    server.child.kill('SIGKILL');
    await server.ended;
    await server.serve();
  }
  await until(() => mail.recipients().size === count, 240);
  await until(async () => (await queued(server)) === 0, 120);
  // An email whose acknowledgment was lost may come twice, but it is the same one: programs show it once.
  const ids = new Set(mail.emails().map((email) => email.match(/^Message-ID: (.*)$/im)[1]));
  assert.equal(ids.size, count);
});

test('an email that was being sent at a kill is sent again within ten seconds of the restart', async (context) => {
  const { server, mail } = await setUp(context);
  // Accepts connections and never responds.
  const silent = createServer(() => {}).listen(mail.port, '127.0.0.1');
  await server.register('jo@ucla.edu');
  await until(async () => (await claimed(server)) === 1, 20);
  server.child.kill('SIGKILL');
  await server.ended;
  silent.close();
  await mail.start();
  await server.serve();
  await until(() => mail.recipients().has('jo@ucla.edu'), 10);
});

/** A server whose mail server is not there yet. */
async function setUp(context) {
  const port = await freePort();
  const server = await start({
    MAIL_TRANSPORT: 'smtp',
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    AUTO_VERIFY: 'false',
    LOG_LEVEL: 'off',
  });
  const mail = new MailServer(port, join(server.folder, 'received'));
  context.after(async () => {
    mail.kill();
    await server.remove();
  });
  await until(async () => (await attempted(server)) === 1, 20);
  return { server, mail };
}

class MailServer {
  constructor(port, file) {
    this.port = port;
    this.file = file;
  }

  /** Starts it, and waits until it listens. */
  async start(mood = 'good') {
    const stdio = ['ignore', 'pipe', 'inherit'];
    this.child = spawn(process.execPath, [SMTP, this.port, this.file, mood], { stdio });
    await once(this.child.stdout, 'data');
  }

  kill() {
    this.child?.kill('SIGKILL');
  }

  /** What it acknowledged or was about to, except the email to the administrator. */
  received() {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line)).filter(({ to }) => !to.startsWith('dean@'));
  }

  emails() {
    return this.received().map(({ text }) => text.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='));
  }

  recipients() {
    return new Set(this.received().map(({ to }) => to));
  }
}

/** Registers members at `name<number>@ucla.edu`; no request takes long. */
async function registerAll(server, count) {
  let next = 0;
  const query = `mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }`;
  const worker = async () => {
    while (next < count) {
      next += 1;
      const input = { email: `member${next}@ucla.edu`, password: PASSWORD };
      const { register } = await server.ask(query, { input });
      assert.deepEqual(register.errors, []);
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

async function emails(server) {
  server.admin ??= await server.adminToken();
  const query = '{ emails(filter: { state: QUEUED }, first: 100) { nodes { to attempts lastError } } }';
  return (await server.ask(query, {}, server.admin)).emails.nodes;
}

/** How many emails to members wait. */
async function queued(server) {
  return (await emails(server)).filter(({ to }) => !to.startsWith('dean@')).length;
}

/** How many emails were tried at least once. */
async function attempted(server) {
  return (await emails(server)).filter(({ attempts }) => attempts > 0).length;
}

/** How many emails to members are being sent for the first time. */
async function claimed(server) {
  const isFirst = ({ to, attempts, lastError }) =>
    !to.startsWith('dean@') && attempts === 1 && !lastError;
  return (await emails(server)).filter(isFirst).length;
}

async function until(condition, seconds) {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) assert.fail(`not within ${seconds} seconds: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
