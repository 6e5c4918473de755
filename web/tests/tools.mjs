// Installs the projects of the tests from npm and PyPI, and runs their programs. What is installed stays in
// target/tools, until the project's lock file changes.

import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const tests = fileURLToPath(new URL('.', import.meta.url));
const tools = fileURLToPath(new URL('../../target/tools/', import.meta.url));
const validation = fileURLToPath(new URL('../../shared-wasm/package', import.meta.url));

/** Copies web/tests/`name` with its packages, and the files of the other folders, and returns the folder. */
export function install(name, ...others) {
  const command = ['npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error']];
  return prepare(name, others, 'package-lock.json', ['package.json', 'package-lock.json'], [command]);
}

/** Copies web/tests/`name`, with a virtual environment that has its packages, and returns the folder. */
export function installPython(name) {
  return prepare(
    name,
    [],
    'requirements.txt',
    ['requirements.txt'],
    [
      ['python3', ['-m', 'venv', '.']],
      [
        'bin/pip',
        ['install', '--quiet', '--disable-pip-version-check', '--requirement', 'requirements.txt'],
      ],
    ],
  );
}

/** Copies a project, after the commands that install what its `lock` names, unless it is installed. */
async function prepare(name, others, lock, files, commands) {
  const folder = join(tools, name);
  const wanted = readFileSync(join(tests, name, lock), 'utf8');
  const stamp = join(folder, 'installed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const file of files) cpSync(join(tests, name, file), join(folder, file));
    for (const [program, words] of commands) await run(folder, program, words);
    writeFileSync(stamp, wanted);
  }
  for (const source of [...others, name]) cpSync(join(tests, source), folder, { recursive: true });
  return folder;
}

let packed;

/** Puts the validation package into a project as `npm install` does: what `npm pack` packs, not a link. */
export async function addValidation(folder) {
  packed ??= pack();
  const target = join(folder, 'node_modules/@bruinbridge/validation');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  await run(folder, 'tar', ['xzf', await packed, '--strip-components=1', '-C', target]);
}

async function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'bruinbridge-package-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const output = await run(validation, 'npm', ['pack', '--json', '--pack-destination', folder]);
  const [{ filename }] = Object.values(JSON.parse(output));
  return join(folder, filename);
}

/** Runs a program in a folder, also one of its packages, and returns what it prints. */
export async function run(folder, program, words, environment = {}) {
  const options = { cwd: folder, env: { ...inFolder(folder), ...environment }, maxBuffer: 1 << 26 };
  // A path is one in the folder.
  const path = program.includes('/') ? resolve(folder, program) : program;
  try {
    const { stdout } = await execute(path, words, options);
    return stdout;
  } catch (error) {
    throw new Error(`${program} ${words.join(' ')} failed:\n${error.stdout}\n${error.stderr}`);
  }
}

/** Runs a server of a project until the test ends. It has started when `url` responds. */
export async function serve(context, folder, url, program, words) {
  const output = [];
  // A group of its own, because the programs of packages start others.
  const child = spawn(program, words, { cwd: folder, env: inFolder(folder), detached: true });
  const ended = new Promise((resolve) => child.once('close', resolve));
  context.after(() => {
    endGroup(child.pid);
    return ended;
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data));
  for (let round = 0; round < 600 && child.exitCode === null; round += 1) {
    const response = await fetch(url).catch(() => null);
    await response?.text();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${program} ${words.join(' ')} does not serve ${url}:\n${output.join('')}`);
}

/** Ends the processes of a group, if any are left. */
export function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}

function inFolder(folder) {
  const PATH = [join(folder, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(
    ':',
  );
  return { ...process.env, PATH, NEXT_TELEMETRY_DISABLED: '1', CI: '1' };
}
