// The types of the package, as its users see them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));

const MODULE_RESOLUTIONS = {
  'in Node': [],
  'with a bundler': ['--module', 'esnext', '--moduleResolution', 'bundler'],
};

for (const [name, options] of Object.entries(MODULE_RESOLUTIONS)) {
  test(`a strict consumer of the package compiles ${name}`, () => {
    const command = [
      'node_modules/typescript/bin/tsc',
      '--noEmit',
      '--project',
      'tests/consumer',
      ...options,
    ];
    const { status, stdout } = spawnSync(process.execPath, command, { cwd: web, encoding: 'utf8' });
    assert.equal(stdout, '');
    assert.equal(status, 0);
  });
}
