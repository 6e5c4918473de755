// The validation package in the bundlers, frameworks and test runners that take long to install: `cargo xtask bundlers`.

import test from 'node:test';

import { testNext, testPage, testRunner } from './bundled.mjs';

const TIMEOUT = { timeout: 600_000 };

for (const name of ['vite5', 'vite6', 'vite7']) {
  test(`a page built by ${name} without configuration has the rules`, TIMEOUT, (context) =>
    testPage(context, {
      name,
      build: ['vite', 'build'],
      develop: (port) => ['vite', '--port', port, '--strictPort'],
    }),
  );
}

test('a page built by parcel2 without configuration has the rules', TIMEOUT, (context) =>
  testPage(context, {
    name: 'parcel2',
    build: ['parcel', 'build', 'index.html', '--no-cache'],
    develop: (port) => ['parcel', 'serve', 'index.html', '--no-cache', '--port', port],
  }),
);

for (const name of ['next15', 'next16']) {
  test(`${name} renders and serves a page with the rules`, TIMEOUT, (context) =>
    testNext(context, name),
  );
}

test('tests run by Vitest have the rules', TIMEOUT, () =>
  testRunner('vitest', [
    ['vitest', 'run'],
    ['vitest', 'run', '--environment', 'jsdom'],
  ]),
);

test('tests run by Jest have the rules', TIMEOUT, () =>
  testRunner('jest', [['jest'], ['jest', '--env', 'jsdom']]),
);
