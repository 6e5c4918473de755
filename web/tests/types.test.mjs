// The types of the package, as its users see them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));

const CONSUMERS = {
  'in Node': ['tests/consumer'],
  'in Node as CommonJS': ['tests/consumer/commonjs'],
  'with a bundler': ['tests/consumer', '--module', 'esnext', '--moduleResolution', 'bundler'],
};

for (const [name, options] of Object.entries(CONSUMERS)) {
  test(`a strict consumer of the package compiles ${name}`, () => {
    const command = ['node_modules/typescript/bin/tsc', '--noEmit', '--project', ...options];
    const { status, stdout } = spawnSync(process.execPath, command, { cwd: web, encoding: 'utf8' });
    assert.equal(stdout, '');
    assert.equal(status, 0);
  });
}
