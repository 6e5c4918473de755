// Behind a proxy that sends another Host, the page says why nobody stays signed in, and one setting changes that.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import test from 'node:test';

import { look, open, signInMember } from './browser.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const JO = 'jo@ucla.edu';

test('the sign-in says that the server ignores the session, and how to allow it', async (context) => {
  const { page, site } = await stage(context, {});
  for (const [path, label] of [
    ['/', 'UCLA email'],
    ['/admin', 'Username or email'],
  ]) {
    await page.goto(path);
    await page.getByLabel(label).fill(path === '/' ? JO : 'dean');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const notice = page.getByRole('alert').filter({ hasText: `Sessions of pages at ${site}` });
    await notice.getByText('ALLOWED_ORIGINS').waitFor();
  }
  await look(page, 'refused-origin');
  assert.deepEqual(page.problems, []);
});

test("the site's own address needs no other setting", async (context) => {
  const { page } = await stage(context, (site) => ({ FRONTEND_URL: `${site}/` }));
  await signInMember(page, JO);
  assert.deepEqual(page.problems, []);
});

/** Starts a proxy that sends the address of the server as Host, as nginx does by default, and a server behind it. */
async function stage(context, settings) {
  let target;
  const proxy = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const options = { method, headers: { ...headers, host: new URL(target).host } };
    const forwarded = request(new URL(url, target), options, (response) => {
      outgoing.writeHead(response.statusCode, response.headers);
      response.pipe(outgoing);
    });
    // The server closed a connection, or has ended.
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  context.after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  const site = `http://127.0.0.1:${proxy.address().port}`;
  const own = typeof settings === 'function' ? settings(site) : settings;
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', ...own });
  target = server.url;
  await server.register(JO);
  return { page: await open(browser, site), site };
}
