// The setup of most tests: a server of their own and a browser, whose windows are closed after the test.

import { after } from 'node:test';

import { launch } from './browser.mjs';
import { start } from './server.mjs';

/** The browser of all tests in a file, once one of them has started it: that takes as long as a short test. */
let launched;

after(async () => {
  const browser = await launched;
  await browser?.close();
});

async function running() {
  launched ??= launch();
  try {
    const browser = await launched;
    if (browser.isConnected()) return browser;
    // It crashed in an earlier test.
    launched = launch();
    return await launched;
  } catch (error) {
    launched = undefined;
    throw error;
  }
}

/** Starts a server with these settings, and a browser unless there is one. */
export async function setUp(context, settings) {
  const server = await start(settings);
  const browser = await running();
  context.after(async () => {
    await Promise.all(browser.contexts().map((windows) => windows.close()));
    await server.remove();
  });
  return { server, browser };
}
