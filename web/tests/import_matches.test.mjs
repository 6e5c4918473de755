// Importing matches on the command line: files as spreadsheets save them, and a cause and a count for every outcome.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';

import { program, start } from './server.mjs';

const HEADER = 'mentee_email,mentor_email,matched_at';
let server;

before(async () => {
  server = await start({ SEND_EMAILS: 'false' });
  await server.register('ma@ucla.edu', 'MENTOR');
  for (const mentee of ['jo', 'al', 'mo', '=1*5']) await server.register(`${mentee}@ucla.edu`);
});

after(() => server.remove());

/** Runs a command, and returns its exit status, the lines that it printed and its error. */
async function run(command, input) {
  const child = spawn(program, command, { env: server.environment });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      printed[name] += text;
    });
  }
  child.stdin.end(input);
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, lines: printed.stdout.split('\n').filter(Boolean), error: printed.stderr.trim() };
}

function dryRun(input) {
  return run(['import', 'matches', '--dry-run', '-'], input);
}

test('files as spreadsheets save them are read, and another encoding is named', async () => {
  const row = 'jo@ucla.edu ma@ucla.edu would be added';
  const counts = '1 would be added, 0 unchanged, 0 refused.';
  for (const [file, ...lines] of [
    ['Mentee_Email;Mentor Email\r\njo@ucla.edu;ma@ucla.edu\r\n;\r\n', `2 ${row}`],
    ['\ufeffsep=;\r\nmentee_email;mentor_email\r\n\u200bjo@ucla.edu;ma@ucla.edu\r\n', `3 \u200b${row}`],
    [
      Buffer.from('name,mentee_email,mentor_email\nJos\xe9,jo@ucla.edu,ma@ucla.edu\n', 'latin1'),
      'standard input: not UTF-8, read as windows-1252',
      `2 ${row}`,
    ],
    [
      Buffer.from('\ufeffmentee_email\tmentor_email\njo@ucla.edu\tma@ucla.edu\n', 'utf16le'),
      'standard input: not UTF-8, read as UTF-16LE',
      `2 ${row}`,
    ],
  ]) {
    assert.deepEqual(await dryRun(file), { status: 0, lines: [...lines, counts], error: '' }, `${file}`);
  }
});

test('a file from which nothing can be imported is an error that names the cause', async () => {
  for (const [file, cause] of [
    ['', 'the file is empty'],
    [
      'jo@ucla.edu,ma@ucla.edu\n',
      'the first row does not name a column mentee_email; it has: jo@ucla.edu, ma@ucla.edu',
    ],
    [`${HEADER}\n`, 'there are no rows below the first one, which names the columns'],
    ['PK\u0003\u0004', 'this is a workbook, not CSV; in the spreadsheet, save it as CSV'],
  ]) {
    const error = `bruinbridge: standard input: ${cause}; nothing was imported`;
    assert.deepEqual(await dryRun(file), { status: 1, lines: [], error });
  }
  const missing = await run(['import', 'matches', 'no/such/file.csv']);
  assert.match(missing.error, /no\/such\/file\.csv: No such file/);
});

test('a time must be readable and in the past', async () => {
  const times = [
    '2099-01-01T00:00:00Z',
    '1899-12-30',
    '1/31/2026',
    '2026-13-01',
    '+999999-01-01T00:00:00Z',
  ];
  const { status, lines, error } = await dryRun(
    `${HEADER}\n${times.map((time) => `jo@ucla.edu,ma@ucla.edu,${time}\n`).join('')}`,
  );
  const invalid = 'refused, MATCHED_AT_INVALID: Write the time like 2026-01-31T12:00:00Z.';
  const future = 'refused, MATCHED_AT_IN_FUTURE: A match cannot begin later than now. Check the date.';
  const outcomes = [future, invalid, invalid, invalid, invalid];
  assert.deepEqual(lines, [
    ...outcomes.map((outcome, row) => `${row + 2} jo@ucla.edu ma@ucla.edu ${outcome}`),
    '0 would be added, 0 unchanged, 5 refused.',
  ]);
  assert.deepEqual([status, error], [1, 'bruinbridge: 5 of 5 rows were refused']);
  for (const time of [
    '',
    '2025-01-31',
    '2025-01-31 12:00',
    '2025-01-31 12:00:00',
    '2025-01-31T12:00:00+01:00',
  ]) {
    const { status } = await dryRun(`${HEADER}\njo@ucla.edu,ma@ucla.edu,${time}\n`);
    assert.equal(status, 0, time);
  }
});

test('every row has an outcome, and an export can be imported again', async () => {
  const file = join(server.folder, 'matches.csv');
  const rows = [
    'jo@ucla.edu,ma@ucla.edu,2025-01-31',
    'nobody,ma@ucla.edu',
    'al@ucla.edu',
    "'=1*5@ucla.edu,ma@ucla.edu",
  ];
  writeFileSync(file, `${[HEADER, ...rows].join('\n')}\n`);
  const { status, lines } = await run(['import', 'matches', file]);
  assert.deepEqual(
    lines.map((line) => line.replace(/:.*/, '')),
    [
      '2 jo@ucla.edu ma@ucla.edu added',
      '3 nobody ma@ucla.edu refused, EMAIL_INVALID',
      '4 al@ucla.edu  refused, EMAIL_REQUIRED',
      '5 =1*5@ucla.edu ma@ucla.edu added',
      '2 added, 0 unchanged, 2 refused.',
    ],
  );
  assert.equal(status, 1);
  const exported = await run(['export', 'matches', '--bom']);
  assert.equal(exported.lines[0], '\ufeff"mentee_email","mentor_email","matched_at"');
  const sorted = exported.lines.slice(1).sort();
  assert.match(sorted[0], /^"'=1\*5@ucla\.edu","ma@ucla\.edu","/);
  assert.equal(sorted[1], '"jo@ucla.edu","ma@ucla.edu","2025-01-31T00:00:00+00:00"');
  const again = await run(['import', 'matches', '-'], exported.lines.join('\n'));
  assert.deepEqual([again.status, again.lines.at(-1)], [0, '0 added, 2 unchanged, 0 refused.']);
  const users = await run(['export', 'users']);
  assert.ok(users.lines.some((line) => line.includes('"\'=1*5@ucla.edu"')));
  assert.ok(users.lines[0].startsWith('"id","email"'));
});
