// The validation package as `npm install` gets it, in Node and in the bundlers that are installed quickly.
// bundlers_all.mjs tests the others.

import assert from 'node:assert/strict';
import test from 'node:test';

import { testPage } from './bundled.mjs';
import { addValidation, install, run } from './tools.mjs';

const TIMEOUT = { timeout: 300_000 };
const BUNDLERS = [
  {
    name: 'vite8',
    build: ['vite', 'build'],
    develop: (port) => ['vite', '--port', port, '--strictPort'],
  },
  { name: 'webpack5', build: ['webpack', './main.js', '--mode', 'production'], page: 'index.html' },
  {
    name: 'rollup4',
    build: [
      'rollup',
      'main.js',
      '--plugin',
      'node-resolve',
      '--format',
      'iife',
      '--file',
      'dist/main.js',
    ],
    page: 'index.html',
  },
  {
    name: 'esbuild',
    build: ['esbuild', 'main.js', '--bundle', '--minify', '--outfile=dist/main.js'],
    page: 'index.html',
  },
];

for (const bundler of BUNDLERS) {
  test(`a page built by ${bundler.name} without configuration has the rules`, TIMEOUT, (context) =>
    testPage(context, bundler),
  );
}

test('Node imports and requires the package', TIMEOUT, async () => {
  const folder = await install('bundlers/esbuild');
  await addValidation(folder);
  const use = `({ validateEmail }, { load }, { solve }) => {
    console.log(validateEmail(' Jo@UCLA.edu ').value, typeof load, typeof solve);
  }`;
  const names = ['', '/async', '/proof-of-work'].map((name) => `'@bruinbridge/validation${name}'`);
  const imported = `const modules = [${names.map((name) => `await import(${name})`)}]; (${use})(...modules);`;
  const required = `(${use})(${names.map((name) => `require(${name})`)});`;
  const expected = 'jo@ucla.edu function function\n';
  assert.equal(
    await run(folder, process.execPath, ['--input-type=module', '--eval', imported]),
    expected,
  );
  // Newer versions of Node can also require what is only meant for `import`.
  const strict = process.allowedNodeEnvironmentFlags.has('--no-experimental-require-module');
  const options = strict ? ['--no-experimental-require-module'] : [];
  assert.equal(
    await run(folder, process.execPath, [...options, '--input-type=commonjs', '--eval', required]),
    expected,
  );
});

test(
  'without WebAssembly the import works, and the functions throw a named error',
  TIMEOUT,
  async () => {
    const folder = await install('bundlers/esbuild');
    await addValidation(folder);
    // Without its compilers V8 has no WebAssembly.
    const code = `
    import { load, rules, RulesUnavailableError, validateEmail, validateSurvey } from '@bruinbridge/validation';
    const nameOf = (error) => error instanceof RulesUnavailableError && error.name;
    const thrown = [() => validateEmail(''), () => validateSurvey({})].map((call) => {
      try { call(); } catch (error) { return nameOf(error); }
    });
    console.log(typeof WebAssembly, rules().survey.year.max, ...thrown, await load().catch(nameOf));`;
    const printed = await run(folder, process.execPath, [
      '--jitless',
      '--input-type=module',
      '--eval',
      code,
    ]);
    const name = 'RulesUnavailableError';
    assert.equal(printed, `undefined 5 ${name} ${name} ${name}\n`);
  },
);
