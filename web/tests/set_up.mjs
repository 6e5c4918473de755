// What most tests begin with: a server of their own and a browser, both gone afterwards.

import { launch } from './browser.mjs';
import { start } from './server.mjs';

/** A server with these settings, and a browser. */
export async function setUp(context, settings) {
  const server = await start(settings);
  const browser = await launch();
  context.after(async () => {
    await browser.close();
    await server.remove();
  });
  return { server, browser };
}
