// Prepares the examples for their tests: a copy in a temporary folder, with the packages of web/ as its own.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../node_modules', import.meta.url));
const IGNORED = ['dist', 'node_modules'];

/** The folder of the examples. */
export const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/**
 * Copies an npm example and returns the folder. Links to the packages of web/, which have to be those that the example
 * asks for, so that its tests need no installation.
 */
export function copyExample(context, name) {
  const folder = mkdtempSync(join(tmpdir(), 'bruinbridge-example-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const filter = (path) => !IGNORED.includes(basename(path));
  cpSync(join(examples, name), folder, { recursive: true, filter });
  symlinkSync(packages, join(folder, 'node_modules'));
  checkVersions(folder);
  return folder;
}

/** The lock file belongs to package.json, and the packages of web/ have the same versions. */
function checkVersions(folder) {
  const { dependencies, devDependencies } = json(folder, 'package.json');
  const locked = json(folder, 'package-lock.json').packages[''];
  assert.deepEqual(locked.dependencies, dependencies);
  assert.deepEqual(locked.devDependencies, devDependencies);
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    assert.equal(
      json(packages, name, 'package.json').version,
      version,
      `${name} as in web/package.json`,
    );
  }
}

function json(...path) {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

/** Returns a port that nothing listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
