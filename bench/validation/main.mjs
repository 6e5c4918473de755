// Calls per second and bytes: the rules as WebAssembly beside the same rules as schemas of zod and valibot.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const EMAILS = [
  'jo.bruin@ucla.edu',
  ' Jo.Bruin+mentor@G.UCLA.edu ',
  'someone.with.a.long.name@g.ucla.edu',
  'jo@example.com',
  'not an address',
];
const SURVEYS = [
  {
    firstName: 'Jo',
    lastName: 'Bruin',
    year: 2,
    major: ['Computer Science', 'Linguistics'],
    minor: ['History'],
    hobbies: 'Climbing, chess and long walks along the coast',
    clubs: 'Chess club, ACM, Daily Bruin',
    goals: 'An internship in the summer,\nand friends on the Hill',
    otherBackground: 'First summer in Los Angeles; grew up between two countries and three languages',
    international: false,
    commuter: true,
    firstgen: true,
    outofstate: false,
    transfer: false,
    profilePictureUrl: 'https://example.com/pictures/jo.jpg',
  },
  { firstName: ' Jo ', lastName: 'Bruin', year: 3, major: ['Physics', ' physics '] },
  { firstName: 'x'.repeat(200), year: 9, major: ['', 'Physics'], profilePictureUrl: 'ftp://a' },
];
const PACKAGE = new URL('../../shared-wasm/package/dist/', import.meta.url);
const FILES = ['rules_bg.wasm', 'validation.js', 'index.js', 'codes.js', 'limits.js'];
const CONTENDERS = ['ours', 'valibot', 'zod', 'zod_mini'];
const ROUND_MS = 400;
const ROUNDS = 5;

const rows = [];
for (const name of CONTENDERS) {
  const { validateEmail, validateSurvey } = await import(`./schemas/${name}.js`);
  assert.deepEqual(EMAILS.map(validateEmail), [true, true, true, false, false], name);
  assert.deepEqual(SURVEYS.map(validateSurvey), [true, true, false], name);
  rows.push({
    name,
    email: rate(validateEmail, EMAILS),
    survey: rate(validateSurvey, SURVEYS),
    valid: rate(validateSurvey, SURVEYS.slice(0, 1)),
    bytes: name === 'ours' ? packed() : await bundled(name),
  });
}
console.log('| | e-mails a second | surveys a second | full surveys a second | bytes, gzip |');
console.log('|---|---:|---:|---:|---:|');
for (const { name, email, survey, valid, bytes } of rows) {
  const numbers = [email, survey, valid, bytes].map((number) => Math.round(number).toLocaleString('en'));
  console.log(`| ${name.replace('_', '/')} | ${numbers.join(' | ')} |`);
}

/** Calls per second: the best of some rounds, after one to warm up. */
function rate(validate, inputs) {
  let best = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const start = performance.now();
    let calls = 0;
    while (performance.now() - start < ROUND_MS) {
      for (let turn = 0; turn < 200; turn += 1) for (const input of inputs) validate(input);
      calls += 200 * inputs.length;
    }
    if (round > 0) best = Math.max(best, (calls / (performance.now() - start)) * 1000);
  }
  return best;
}

function packed() {
  const sizes = FILES.map((file) => gzipSync(readFileSync(new URL(file, PACKAGE)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size);
}

async function bundled(name) {
  const input = new URL(`schemas/${name}.js`, import.meta.url).pathname;
  const bundle = await rolldown({ input });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return gzipSync(output[0].code, { level: 9 }).length;
}
