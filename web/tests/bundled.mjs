// Builds and serves a page with the validation package, by a bundler without configuration, and checks what it shows.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

import { launch, open } from './browser.mjs';
import { freePort } from './example.mjs';
import { addValidation, install, run, serve } from './tools.mjs';

const RESULTS = 'jo@ucla.edu YEAR_OUT_OF_RANGE 5 7:';
const POLICY = "default-src 'none'; script-src 'self'";
/** A host that knows few types, as many do. */
const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };

/** Tests the built page, and the page as the bundler serves it in development, if it does. */
export async function testPage(context, { name, build, develop, page }) {
  const folder = await install(`bundlers/${name}`, 'bundlers/page');
  await addValidation(folder);
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await run(folder, build[0], build.slice(1));
  if (page) cpSync(join(folder, page), join(dist, page));
  const browser = await launch();
  context.after(() => browser.close());
  const site = await host(context, dist, `${POLICY} 'wasm-unsafe-eval'`);
  await shows(browser, site, RESULTS);
  // Without WebAssembly the page still loads.
  await shows(
    browser,
    await host(context, dist, POLICY),
    'RulesUnavailableError 5',
    /Content Security Policy/,
  );
  if (develop) await shows(browser, await development(context, folder, develop), RESULTS);
}

/** Tests a page that Next.js renders, built and in development. */
export async function testNext(context, name) {
  const folder = await install(`bundlers/${name}`, 'bundlers/next');
  await addValidation(folder);
  rmSync(join(folder, '.next'), { recursive: true, force: true });
  await run(folder, 'next', ['build']);
  const browser = await launch();
  context.after(() => browser.close());
  for (const command of ['start', 'dev']) {
    const url = await development(context, folder, (port) => ['next', command, '--port', port]);
    const html = await (await fetch(url)).text();
    assert.match(html, /<p>jo@ucla\.edu<\/p>/, `${name} ${command} renders`);
    assert.match(html, /<output>jo@ucla\.edu<\/output>/, `${name} ${command} renders the form`);
    await shows(browser, url, RESULTS);
  }
}

/** Runs the tests of a project with a test runner. */
export async function testRunner(name, commands) {
  const folder = await install(`bundlers/${name}`);
  await addValidation(folder);
  for (const [program, ...words] of commands) await run(folder, program, words);
}

async function development(context, folder, develop) {
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const [program, ...words] = develop(String(port));
  await serve(context, folder, url, program, words);
  return url;
}

/** Serves a folder and returns its URL. */
async function host(context, folder, policy) {
  const server = createServer(({ url }, response) => {
    const file = join(folder, url === '/' ? 'index.html' : url);
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    try {
      response.setHeader('content-security-policy', policy);
      response.setHeader('content-type', type);
      response.end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/`;
}

async function shows(browser, url, text, expectedProblem = /favicon|404/) {
  const page = await open(browser, url);
  await page.goto(url);
  const output = page.locator('output');
  try {
    await page.waitForFunction((text) => document.querySelector('output')?.textContent === text, text);
  } catch {
    assert.fail(`${url} shows ${await output.textContent()}, and reports ${page.problems.join('\n')}`);
  }
  assert.deepEqual(
    page.problems.filter((problem) => !expectedProblem.test(problem)),
    [],
  );
  await page.context().close();
}
