// Moving in: 10,000 users of a real Django are imported by a command that is killed twice.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';

import { program, start } from './server.mjs';
import { installPython, run } from './tools.mjs';

const USERS = 10_000;
/** The first users have a password of each format: PBKDF2, Argon2, bcrypt and scrypt. */
const FORMATS = 4;

test('the users of a real Django are imported as the dry run promised', {
  timeout: 900_000,
}, async (context) => {
  const folder = await installPython('django');
  const server = await start();
  context.after(() => server.remove());
  await server.stop();
  const users = join(server.folder, 'users.json');
  writeFileSync(users, await run(folder, 'bin/python', ['users.py', String(USERS)]));

  const promised = await importUsers(server, [users, '--dry-run']);
  assert.equal(promised.status, 1, 'some rows are refused');
  await killed(server, users, ({ phase, done }) => phase === 'Accounts' && done >= 2000);
  await killed(server, users, ({ phase, done }) => phase === 'Matches' && done >= 1000);
  const completed = await importUsers(server, [users]);
  assert.equal(completed.status, 1, 'the same rows are refused');

  const again = await importUsers(server, [users, '--dry-run']);
  const asPromised = promised.lines.map((line) =>
    line.replace(/: would be (added|matched|blocked).*/, ': already there'),
  );
  assert.deepEqual(again.lines.slice(0, -2), asPromised.slice(0, -2));
  const [, added, refused] = promised.lines.at(-2).match(/^(\d+) would be added.* (\d+) refused\.$/);
  assert.equal(Number(added) + Number(refused), USERS);
  const [, matches, blocks] = promised.lines.at(-1).match(/^(\d+) matches and (\d+) blocked/);
  assert.ok(Number(matches) > 0 && Number(blocks) > 0);
  const present = Number(matches) + Number(blocks);
  assert.match(again.lines.at(-1), new RegExp(`^0 matches and 0 blocked .*; ${present} already there`));
  assert.match(again.lines.at(-2), new RegExp(`^0 would be added, .*; ${added} already there`));

  // With the administrator that every server of the tests has.
  assert.equal(await count(server, 'users'), Number(added) + 1);
  assert.equal(await count(server, 'matches'), Number(matches));
  await server.serve();
  for (let number = 0; number < FORMATS; number += 1) {
    // The second time with the hash that replaced Django's.
    for (let time = 0; time < 2; time += 1) await signIn(server, number);
  }
});

/** How many rows an export has, without its header. */
async function count(server, what) {
  const { lines } = await command(server, ['export', what]);
  return lines.length - 1;
}

async function signIn(server, number) {
  const query = `mutation($input: LoginInput!) { login(input: $input) { token errors { code } } }`;
  const input = { email: `user${number}@ucla.edu`, password: `correct horse ${number}` };
  const { login } = await server.ask(query, { input });
  assert.ok(login.token, `user ${number}: ${JSON.stringify(login.errors)}`);
}

function begin(server, words) {
  return spawn(program, words, { env: { ...server.environment, LOG_LEVEL: 'info' } });
}

function importUsers(server, words) {
  return command(server, ['import', 'users', ...words]);
}

/** Runs a command to its end, and returns the exit status and the lines that it printed. */
async function command(server, words) {
  const child = begin(server, words);
  child.stderr.resume();
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, lines: printed.split('\n').filter(Boolean) };
}

/** Kills an import at its progress. */
async function killed(server, users, isWanted) {
  const child = begin(server, ['import', 'users', users]);
  child.stdout.resume();
  const ended = new Promise((resolve) => child.once('close', (_status, signal) => resolve(signal)));
  for await (const line of createInterface({ input: child.stderr })) {
    const progress = line.match(/importing .*phase=(\w+) done=(\d+)/);
    if (progress && isWanted({ phase: progress[1], done: Number(progress[2]) })) break;
  }
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'it had not ended');
}
