// What one calls: writes texts into the memory that the WASM reads, and its answers into objects.
// How the memory is laid out stands in src/wasm/room.rs, and what the answers say in src/wasm/answer.rs.
import { __wbg_set_wasm, judge, reserve } from '../built/rules_bg.js';
import { faults, fields, limits } from './data.js';

// The rules by the numbers that `judge` of src/wasm.rs knows them by.
const EMAIL = 0;
const PASSWORD = 1;
const ROLE = 2;
const DELETION = 3;
const SUGGESTION = 4;
const MISSING = 5;
const SURVEY = 6;

/** Words that findings take, two each. */
const FINDINGS = 64;
const CHANGED = -1;
const KEPT = 0xffffffff;
const DROPPED = 0xfffffffe;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
let memory;
let words;
let bytes;
let out;

// For the two files that load the WASM.
export function start({ instance }) {
  __wbg_set_wasm(instance.exports);
  memory = instance.exports.memory;
  enlarge(32, 8192);
}

export function validateEmail(email, options) {
  const texts = [email ?? '', domains(options)];
  return single(ask(EMAIL, texts), texts);
}

export function validatePassword(password, options) {
  let raw = String(password ?? '');
  // What is longer is refused in any case.
  if (raw.length <= 4096) raw = raw.normalize('NFKC');
  const texts = [raw, options?.email];
  return single(ask(PASSWORD, texts), texts, options?.field);
}

export function validateRole(role) {
  const texts = [role ?? ''];
  return single(ask(ROLE, texts), texts);
}

export function validateRegistration(input, options) {
  const email = validateEmail(input.email, options);
  const password = validatePassword(input.password, { email: email.value });
  const role = validateRole(input.role ?? limits.role.default);
  const errors = [...email.errors, ...password.errors, ...role.errors];
  if (errors.length) return { ok: false, value: null, errors };
  return accepted({ email: email.value, password: password.value, role: role.value });
}

export function validateSurvey(input) {
  const {
    firstName,
    lastName,
    hobbies,
    clubs,
    goals,
    otherBackground,
    profilePictureUrl,
    major,
    minor,
    year,
    international,
    commuter,
    firstgen,
    outofstate,
    transfer,
    matchByBackground,
  } = input;
  const texts = [firstName, lastName, hobbies, clubs, goals, otherBackground];
  if (major) for (const entry of major) texts.push(entry ?? '');
  const majors = texts.length - 6;
  if (minor) for (const entry of minor) texts.push(entry ?? '');
  texts.push(profilePictureUrl);
  const count = ask(SURVEY, texts, majors, year == null ? limits.survey.year.min : year === (year | 0) ? year : -1);
  if (count > 0) return refused(count);
  const last = texts.length - 1;
  if (count) change(texts);
  const value = {};
  if (firstName != null) value.firstName = texts[0];
  if (lastName != null) value.lastName = texts[1];
  if (hobbies != null) value.hobbies = texts[2];
  if (clubs != null) value.clubs = texts[3];
  if (goals != null) value.goals = texts[4];
  if (otherBackground != null) value.otherBackground = texts[5];
  if (profilePictureUrl !== undefined) value.profilePictureUrl = texts[last] ?? null;
  if (major != null) value.major = list(texts, 6, 6 + majors);
  if (minor != null) value.minor = list(texts, 6 + majors, last);
  if (year !== undefined) value.year = year;
  if (international != null) value.international = international;
  if (commuter != null) value.commuter = commuter;
  if (firstgen != null) value.firstgen = firstgen;
  if (outofstate != null) value.outofstate = outofstate;
  if (transfer != null) value.transfer = transfer;
  if (matchByBackground != null) value.matchByBackground = matchByBackground;
  return accepted(value);
}

export function validateDeletionConfirmation(confirmation, email) {
  const texts = [confirmation ?? '', email ?? ''];
  return single(ask(DELETION, texts), texts);
}

export function suggestEmail(email, options) {
  const texts = [email ?? '', domains(options)];
  return single(ask(SUGGESTION, texts), texts);
}

export function profileCompleteness({ firstName, lastName, year, major }) {
  const missing = ask(MISSING, [firstName, lastName], major?.length, year == null ? -1 : 0);
  const missingFields = ['firstName', 'lastName', 'year', 'major'].filter((_, bit) => missing >> bit & 1);
  return accepted({ profileComplete: !missing, missingFields });
}

export function rules() {
  return structuredClone(limits);
}

/** Further domains, with commas between them. */
function domains(options) {
  return options?.domains?.join();
}

/** What `judge` says of texts, of which some may not be given. */
function ask(rule, texts, majors, year) {
  if (texts.length > words.length - FINDINGS) enlarge(texts.length, out.length);
  let all = '';
  for (let at = 0; at < texts.length; at += 1) {
    let text = texts[at];
    if (text == null) {
      words[FINDINGS + at] = KEPT;
      continue;
    }
    if (typeof text !== 'string') texts[at] = text = String(text);
    words[FINDINGS + at] = text.length;
    all += text;
  }
  if (encoder.encodeInto(all, bytes).written === all.length) return judge(rule, texts.length, majors, year);
  // There are others than ASCII characters, or there is no room.
  if (all.length * 3 > bytes.length) enlarge(texts.length, all.length * 3);
  let start = 0;
  for (let at = 0; at < texts.length; at += 1) {
    if (texts[at] == null) continue;
    texts[at] = texts[at].toWellFormed?.() ?? texts[at];
    const { written } = encoder.encodeInto(texts[at], bytes.subarray(start));
    words[FINDINGS + at] = written;
    start += written;
  }
  return judge(rule, texts.length, majors, year);
}

/** Room that at least doubles, because the WASM never gives back what it had. */
function enlarge(texts, length) {
  if (bytes && length > bytes.length) length = Math.max(length, bytes.length * 2);
  if (words) texts = Math.max(texts, words.length * 2);
  const start = reserve(texts, length);
  words = new Uint32Array(memory.buffer, start, FINDINGS + texts);
  bytes = new Uint8Array(memory.buffer, start + words.byteLength, length);
  out = new Uint8Array(memory.buffer, start + words.byteLength + length, length);
}

/** Replaces the texts by what became of them. */
function change(texts) {
  let start = 0;
  for (let at = 0; at < texts.length; at += 1) {
    const length = words[FINDINGS + at];
    if (length === DROPPED) texts[at] = null;
    else if (length !== KEPT) texts[at] = decoder.decode(out.subarray(start, (start += length)));
  }
}

function list(texts, start, end) {
  return texts.slice(start, end).filter((entry) => entry != null);
}

function single(count, texts, field) {
  if (count > 0) return refused(count, field);
  if (count) change(texts);
  return accepted(texts[0]);
}

function accepted(value) {
  return { ok: true, value, errors: [] };
}

function refused(count, name) {
  const errors = [];
  for (let at = 0; at < 2 * count; at += 2) {
    const what = words[at];
    const entry = words[at + 1];
    let [code, status, message, params, suggesting] = faults[what & 255];
    const field = [name ?? fields[what >> 8]];
    if (params) params = { ...params };
    if (entry !== KEPT) {
      if (suggesting) {
        const suggestion = decoder.decode(out.subarray(0, entry));
        params = { ...params, suggestion };
        message = suggesting + suggestion + '?';
      } else field.push(String(entry));
    }
    errors.push({ code, status, field, message, params });
  }
  return { ok: false, value: null, errors };
}
