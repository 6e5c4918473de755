// The setup of most tests: a server of their own and a browser, whose windows are closed after the test.

import { after } from 'node:test';

import { launch } from './browser.mjs';
import { start } from './server.mjs';

/** The browser of all tests in a file, once one of them has started it: that takes as long as a short test. */
let launched;

after(async () => {
  const browser = await running();
  await browser?.close();
});

/** The browser, unless it did not start, or crashed in an earlier test. */
async function running() {
  const browser = await launched?.catch(() => undefined);
  return browser?.isConnected() ? browser : undefined;
}

/** Starts a server with these settings, and a browser unless there is one. */
export async function setUp(context, settings) {
  const server = await start(settings);
  if (!(await running())) launched = launch();
  const browser = await launched;
  context.after(async () => {
    await Promise.all(browser.contexts().map((windows) => windows.close()));
    await server.remove();
  });
  return { server, browser };
}
