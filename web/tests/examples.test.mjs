// The operations in examples/, run by its scripts against a fresh server, in the order of an account's life.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';

import { examples } from './example.mjs';
import { start } from './server.mjs';

const ROOT = ['admin', 'create', '--username', 'root', '--email', 'root@ucla.edu', '--password-stdin'];
const MENTOR = { input: { email: 'mo@ucla.edu', password: 'secret123', role: 'MENTOR' } };
const MENTEE = { input: { email: 'ann@ucla.edu', password: 'secret123', role: 'MENTEE' } };
const MENTOR_LOGIN = { input: { email: 'mo@ucla.edu', password: 'secret123' } };

test('every example runs without errors', async (context) => {
  const server = await started(context);
  await server.run(ROOT, 'a-long-password');
  const { run, token, names } = shell(server);

  assert.equal((await run('register')).register.user.email, 'jo@ucla.edu');
  assert.equal((await run('login')).login.profileComplete, false);
  const member = await token();
  assert.equal((await run('complete_survey', member)).completeSurvey.user.profileComplete, true);
  assert.equal((await run('me', member)).me.fullName, 'Jo Bruin');

  await run('register', '', MENTOR);
  const mentor = await token('member', MENTOR_LOGIN);
  const [{ id: mentorId }] = (await run('mentors', member)).mentors.nodes;
  await run('request_mentor', member, { input: { mentorId, note: 'I climb, too.' } });
  const [{ id, note }] = (await run('received_requests', mentor)).receivedRequests.nodes;
  assert.equal(note, 'I climb, too.');
  const { request } = (await run('accept_request', mentor, { input: { id } })).acceptRequest;
  assert.deepEqual([request.state, request.mentee.fullName], ['ACCEPTED', 'Jo Bruin']);
  await run('register', '', MENTEE);
  const { mentees } = (await run('add_mentee', mentor)).addMentee.roster;
  assert.deepEqual(
    mentees.map(({ email }) => email),
    ['jo@ucla.edu', 'ann@ucla.edu'],
  );
  assert.equal((await run('me', member)).me.isMatched, true);

  assert.match((await run('request_deletion', member)).requestAccountDeletion.note, /\d/);
  assert.equal((await run('me', member)).me.isDeleted, true);
  assert.equal((await run('cancel_deletion', member)).cancelAccountDeletion.user.isDeleted, false);

  const events = await run('account_signals', member);
  const received = events.map(({ accountSignals }) => accountSignals.name);
  assert.ok(received.includes('USER_REGISTERED') && received.includes('USER_DELETION_CANCELLED'));

  assert.equal((await run('login_admin')).loginAdmin.adminUser.role.name, 'SUPERADMIN');
  const admin = await token('admin');
  assert.equal((await run('signals', admin)).signals.nodes.length, 5);
  assert.match((await run('create_webhook', admin)).createWebhook.secret, /^whsec_/);

  const files = readdirSync(examples).filter((file) => file.endsWith('.graphql'));
  assert.deepEqual([...names].sort(), files.map((file) => basename(file, '.graphql')).sort());
});

test('the scripts fail with one line that says why', async (context) => {
  const server = await started(context);
  const { fails } = shell(server);
  await fails(['run.sh', 'no_such_example'], /^run\.sh: choose one of: accept_request .* signals$/);
  await fails(['run.sh', 'register', '{'], /^run\.sh: the variables are not JSON: /);
  await fails(['run.sh', 'complete_survey'], /^run\.sh: Sign in first\.$/);
  await fails(['run.sh', 'account_signals'], /^run\.sh: the response has errors$/);
  await fails(['token.sh'], /^token\.sh: Incorrect email or password\.$/);
  await fails(['token.sh', 'nobody'], /^token\.sh: sign in as member or admin$/);
  await server.stop();
  await fails(['run.sh', 'me'], /^run\.sh: cannot reach http:\/\/127\.0\.0\.1:\d+\/graphql /);
  await fails(['run.sh', 'account_signals'], /^run\.sh: cannot reach /);
  await fails(['token.sh'], /^run\.sh: cannot reach /);
  await server.serve();
});

async function started(context) {
  const server = await start({ SEND_EMAILS: 'false' });
  context.after(() => server.remove());
  return server;
}

/** Runs the scripts, and collects the names of the examples that ran. */
function shell(server) {
  const names = new Set();
  const script = (file, ...words) => execute(server.url, file, words);

  /** Returns the data of the response, or the list of the data of all events. No payload has errors. */
  const run = async (name, token = '', variables = undefined) => {
    const words = variables ? [name, JSON.stringify(variables)] : [name];
    const { status, output, errors } = await execute(server.url, 'run.sh', words, token);
    assert.deepEqual({ status, errors }, { status: 0, errors: '' }, output);
    names.add(name);
    if (!output.startsWith('{')) return eventsOf(output);
    const { data } = JSON.parse(output);
    assert.equal(output, `${JSON.stringify({ data }, null, 2)}\n`, 'indented by two spaces');
    for (const payload of Object.values(data)) assert.deepEqual(payload.errors ?? [], [], output);
    return data;
  };

  const token = async (who, variables) => {
    const words = [who, variables && JSON.stringify(variables)].filter(Boolean);
    const { status, output } = await script('token.sh', ...words);
    assert.equal(status, 0);
    assert.match(output, /^[\w-]{43}\n$/);
    return output.trim();
  };

  const fails = async (command, line) => {
    const { status, errors } = await script(...command);
    assert.equal(status, 1);
    assert.match(errors, /^[^\n]*\n$/);
    assert.match(errors.trimEnd(), line);
  };
  return { run, token, fails, names };
}

function eventsOf(output) {
  const lines = output.split('\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)).data);
}

async function execute(url, file, words, token) {
  const child = spawn(join(examples, file), words, {
    env: { PATH: process.env.PATH, BRUINBRIDGE_URL: `${url}/graphql`, ...(token && { TOKEN: token }) },
  });
  const texts = [child.stdout, child.stderr].map(async (stream) =>
    Buffer.concat(await stream.toArray()).toString(),
  );
  const status = await new Promise((resolve) => child.once('close', resolve));
  const [output, errors] = await Promise.all(texts);
  return { status, output, errors };
}
