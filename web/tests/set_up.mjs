// The setup of most tests: a server of their own and a browser, which are removed after the test.

import { launch } from './browser.mjs';
import { start } from './server.mjs';

/** Starts a server with these settings, and a browser. */
export async function setUp(context, settings) {
  const server = await start(settings);
  const browser = await launch();
  context.after(async () => {
    await browser.close();
    await server.remove();
  });
  return { server, browser };
}
