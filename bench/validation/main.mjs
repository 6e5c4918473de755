// Compares the rules as WebAssembly with the same rules as schemas of zod and valibot: nanoseconds per call, and bytes.

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
const SHORT = {
  firstName: 'Jo',
  lastName: 'Bruin',
  year: 2,
  major: ['Computer Science'],
  hobbies: 'Climbing, chess',
};
const FULL = {
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
};
const SURVEYS = [
  FULL,
  { firstName: ' Jo ', lastName: 'Bruin', year: 3, major: ['Physics', ' physics '] },
  { firstName: 'x'.repeat(200), year: 9, major: ['', 'Physics'], profilePictureUrl: 'ftp://a' },
];
const PACKAGE = new URL('../../shared-wasm/package/dist/', import.meta.url);
const CONTENDERS = ['ours', 'valibot', 'zod', 'zod_mini'];
/** The measurements: a name, the function of a contender, and its inputs in rotation. */
const WORK = [
  ['email, accepted', 'validateEmail', EMAILS.slice(0, 1)],
  ['emails, 3 of 5 accepted', 'validateEmail', EMAILS],
  ['short survey', 'validateSurvey', [SHORT]],
  ['full survey', 'validateSurvey', [FULL]],
  ['surveys, 2 of 3 accepted', 'validateSurvey', SURVEYS],
];
const CALLS = 150_000;
const ROUNDS = 11;

const contenders = [];
for (const name of CONTENDERS) {
  const schemas = await import(`./schemas/${name}.js`);
  assert.deepEqual(EMAILS.map(schemas.validateEmail), [true, true, true, false, false], name);
  assert.deepEqual([SHORT, ...SURVEYS].map(schemas.validateSurvey), [true, true, true, false], name);
  contenders.push({ name, schemas });
}

console.log(`| ns per call | ${CONTENDERS.join(' | ').replace('_', '/')} |\n|---|${'---:|'.repeat(CONTENDERS.length)}`);
for (const [name, rule, inputs] of WORK) row(name, measure(rule, inputs));
row('bytes, gzip', await Promise.all(CONTENDERS.map((name) => (name === 'ours' ? packed(['index.js']) : bundled(name)))));
row('with sentences, limits and common passwords', [packed(['index.js', 'data.js']), '', '', '']);

function row(name, numbers) {
  const cells = numbers.map((number) => (number === '' ? '' : Math.round(number).toLocaleString('en')));
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

/** Returns the median of each contender's rounds; the contenders alternate, and the first round is a warm-up. */
function measure(rule, inputs) {
  const times = contenders.map(() => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    contenders.forEach(({ schemas }, index) => {
      const time = timed(schemas[rule], inputs);
      if (round > 0) times[index].push(time);
    });
  }
  return times.map((list) => list.sort((one, other) => one - other)[(ROUNDS - 1) / 2]);
}

/** Returns nanoseconds of processor time per call, because other programs may use the machine too. */
function timed(validate, inputs) {
  const start = process.cpuUsage();
  for (let call = 0; call < CALLS; call += inputs.length) for (const input of inputs) validate(input);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / CALLS;
}

function packed(files) {
  const sizes = files.map((file) => gzipSync(readFileSync(new URL(file, PACKAGE)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size);
}

async function bundled(name) {
  const input = new URL(`schemas/${name}.js`, import.meta.url).pathname;
  const bundle = await rolldown({ input });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return gzipSync(output[0].code, { level: 9 }).length;
}
