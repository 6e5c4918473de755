// The reports page: seats and demand, the time to a match, and why matches ended, without small groups.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInAdmin } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

test('reports show groups of five people, and hide smaller ones', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  for (let index = 0; index < 5; index += 1) {
    const profile = { firstName: 'Jo', lastName: 'Lee', year: 1, major: ['Math'] };
    await server.member(`jo${index}@ucla.edu`, 'MENTEE', profile);
  }
  const max = await server.token('max@ucla.edu');
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  await server.ask(add, { input: { menteeEmail: 'ann@ucla.edu' } }, max);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Reports', exact: true }).click();
  const years = page.getByRole('region', { name: 'Seats and demand by year' });
  // Five wait in year 1 and two in year 2: the two alone would be the total minus the five.
  await years.getByRole('row', { name: 'Other 7 – – –' }).waitFor();
  await years.getByRole('row', { name: 'Total 7 – – –' }).waitFor();
  assert.equal(await years.getByRole('row').count(), 3);
  await page.getByRole('row', { name: 'Half waited at most –' }).waitFor();
  await page
    .getByRole('region', { name: 'Why matches ended' })
    .getByRole('row', { name: 'Total 0' })
    .waitFor();
  await look(page, 'reports');

  for (const name of ['amy', 'bob', 'cat']) {
    const profile = { firstName: name, lastName: 'Lee', year: 2, major: ['Math'] };
    await server.member(`${name}@ucla.edu`, 'MENTEE', profile);
  }
  await page.reload();
  await years.getByRole('row', { name: 'Year 1 5 – – –' }).waitFor();
  const majors = page.getByRole('region', { name: 'Seats and demand by major' });
  await majors.getByRole('row', { name: 'Other 10 – – –' }).waitFor();
  await page.getByLabel('Period').selectOption('Last 30 days');
  await page.waitForURL(/days=30$/);
  await page.getByRole('row', { name: 'Mentees –' }).waitFor();
  assert.deepEqual(page.problems, []);
});
