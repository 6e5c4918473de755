// The functions of the package: writes texts into the buffer that the WASM reads, and turns its results into objects.
// src/wasm/buffer.rs describes the buffer's layout, and src/wasm/response.rs the results.
// The WASM is part of the file, as base64, because bundlers and hosts treat files of their own in too many ways.
import { __wbg_set_wasm, judge, reserve } from '../built/rules_bg.js';
import wasm from '../built/rules_small.wasm';
import { campus, common, faults, fields, limits } from './data.js';

// The numbers of the rules in `judge` of src/wasm.rs.
const EMAIL = 0;
const PASSWORD = 1;
const ROLE = 2;
const DELETION = 3;
const MISSING = 4;
const SURVEY = 5;

/** The number of words for findings, two each. */
const FINDINGS = 64;
const CHANGED = -1;
const KEPT = 0xffffffff;
const DROPPED = 0xfffffffe;

/** For Jest with jsdom, which hides Node's own. The obsolete functions translate between UTF-8 and its bytes. */
const PLAIN_ENCODER = {
  encodeInto(text, target) {
    const encoded = unescape(encodeURIComponent(text.toWellFormed?.() ?? text));
    if (encoded.length > target.length) return { read: 0, written: 0 };
    for (let at = 0; at < encoded.length; at += 1) target[at] = encoded.charCodeAt(at);
    return { read: text.length, written: encoded.length };
  },
};
const PLAIN_DECODER = {
  decode: (encoded) => decodeURIComponent(escape(Array.from(encoded, (byte) => String.fromCharCode(byte)).join(''))),
};

let encoder;
let decoder;
let memory;
let words;
let bytes;
let out;

export class RulesUnavailableError extends Error {
  constructor(cause) {
    super('The validation rules need WebAssembly. Send the form without them: the server checks everything.', { cause });
    this.name = 'RulesUnavailableError';
  }
}

/** Compiles the rules in advance, for browsers that compile only small modules while a page waits. */
export async function load() {
  try {
    if (!words) start((await WebAssembly.instantiate(code())).instance);
  } catch (cause) {
    throw new RulesUnavailableError(cause);
  }
  return {
    profileCompleteness,
    rules,
    suggestEmail,
    validateDeletionConfirmation,
    validateEmail,
    validatePassword,
    validateRegistration,
    validateRole,
    validateSurvey,
  };
}

/** Compiles the rules at the first call. The import must not fail where there is no WebAssembly. */
function compileNow() {
  try {
    start(new WebAssembly.Instance(new WebAssembly.Module(code())));
  } catch (cause) {
    throw new RulesUnavailableError(cause);
  }
}

function code() {
  return Uint8Array.from(atob(wasm), (character) => character.charCodeAt());
}

function start(instance) {
  const hasCoders = globalThis.TextEncoder && globalThis.TextDecoder;
  encoder = hasCoders ? new TextEncoder() : PLAIN_ENCODER;
  decoder = hasCoders ? new TextDecoder('utf-8', { ignoreBOM: true }) : PLAIN_DECODER;
  __wbg_set_wasm(instance.exports);
  memory = instance.exports.memory;
  enlarge(2048);
}

export function validateEmail(email, options) {
  const texts = [email ?? '', domains(options)];
  return single(ask(EMAIL, texts), texts);
}

export function validatePassword(password, options = {}) {
  const raw = folded(password);
  const core = squeezed(raw);
  const local = `${options.email ?? ''}`.replace(/@[^@]*$/, '');
  const first = squeezed(folded(options.firstName));
  const last = squeezed(folded(options.lastName));
  const texts = [raw, [...core].length < 3 ? '' : core, common, campus];
  texts.push(lines(squeezed(local), squeezed(local.split('+')[0])));
  texts.push(lines(first, last, first + last, last + first), options.email);
  return single(ask(PASSWORD, texts, options.passwordMin ?? limits.password.minLength), texts, options.field);
}

/** The text in normalization form KC. Longer passwords are refused in any case. */
function folded(text) {
  const raw = `${text ?? ''}`;
  return raw.length <= 4096 ? raw.normalize('NFKC') : raw;
}

/** The text in lower case, without digits at both ends, spaces and punctuation: see src/own_words.rs. */
function squeezed(text) {
  return text.toLowerCase().replace(/[^a-z\d\x80-\uffff]/g, '').replace(/^\d+|\d+$/g, '');
}

function lines(...texts) {
  return texts.join('\n') + '\n';
}

export function validateRole(role) {
  const texts = [role ?? ''];
  return single(ask(ROLE, texts), texts);
}

export function validateRegistration(input, options) {
  const email = validateEmail(input.email, options);
  const password = validatePassword(input.password, { ...options, email: email.value });
  const role = validateRole(input.role ?? limits.role.default);
  const errors = [...email.errors, ...password.errors, ...role.errors];
  if (errors.length) return { ok: false, value: null, errors };
  return accepted({ email: email.value, password: password.value, role: role.value });
}

export function validateSurvey(input) {
  const { firstName, lastName, hobbies, clubs, goals, otherBackground } = input;
  const { major, minor, profilePictureUrl, year } = input;
  const { international, commuter, firstgen, outofstate, transfer, matchByBackground } = input;
  const texts = [firstName, lastName, hobbies, clubs, goals, otherBackground];
  if (major) for (const entry of major) texts.push(entry ?? '');
  const majorsEnd = texts.length;
  if (minor) for (const entry of minor) texts.push(entry ?? '');
  const minorsEnd = texts.push(profilePictureUrl) - 1;
  // A number that is not a 32-bit integer becomes -1, which is not a year either.
  const whole = year == null ? limits.survey.year.min : year === (year | 0) ? year : -1;
  const count = ask(SURVEY, texts, majorsEnd - 6, whole);
  if (count > 0) return refused(count);
  if (count) change(texts);
  const value = {};
  if (firstName != null) value.firstName = texts[0];
  if (lastName != null) value.lastName = texts[1];
  if (hobbies != null) value.hobbies = texts[2];
  if (clubs != null) value.clubs = texts[3];
  if (goals != null) value.goals = texts[4];
  if (otherBackground != null) value.otherBackground = texts[5];
  if (major != null) value.major = texts.slice(6, majorsEnd).filter(isKept);
  if (minor != null) value.minor = texts.slice(majorsEnd, minorsEnd).filter(isKept);
  if (profilePictureUrl !== undefined) value.profilePictureUrl = texts[minorsEnd] ?? null;
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
  const result = single(ask(DELETION, texts), texts);
  // The address itself, however it was written.
  return result.ok ? accepted(email) : result;
}

export function suggestEmail(email, options) {
  const { errors } = validateEmail(email, options);
  return accepted(errors[0]?.params?.suggestion ?? null);
}

export function profileCompleteness({ firstName, lastName, year, major }) {
  const missing = ask(MISSING, [firstName, lastName], major?.length, year == null ? -1 : 0);
  const missingFields = ['firstName', 'lastName', 'year', 'major'].filter((_, bit) => missing >> bit & 1);
  return accepted({ profileComplete: !missing, missingFields });
}

export function rules() {
  return JSON.parse(JSON.stringify(limits));
}

/** Additional domains, separated by commas. */
function domains(options) {
  return options?.domains?.join();
}

/** Returns the result of `judge` for texts, some of which may be absent. */
function ask(rule, texts, majors = 0, year = 0) {
  if (!words) compileNow();
  if (texts.length > words.length - FINDINGS) enlarge(texts.length);
  let all = '';
  for (let at = 0; at < texts.length; at += 1) {
    words[FINDINGS + at] = KEPT;
    if (texts[at] == null) continue;
    const text = (texts[at] = `${texts[at]}`);
    words[FINDINGS + at] = text.length;
    all += text;
  }
  const { read, written } = encoder.encodeInto(all, bytes);
  if (read === all.length && written === read) return judge(rule, texts.length, majors, year);
  // Some characters are not ASCII, or the buffer is too small.
  if (rule === SURVEY) all = normalize(texts);
  if (all.length * 3 > bytes.length) {
    enlarge(all.length);
    return ask(rule, texts, majors, year);
  }
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

/** Brings texts into normalization form C, which the WASM has no tables for, and returns all of them. */
function normalize(texts) {
  let all = '';
  for (let at = 0; at < texts.length; at += 1) {
    if (texts[at] != null) all += texts[at] = texts[at].normalize();
  }
  return all;
}

/** Allocates a buffer for this many texts and four times as many bytes. It at least doubles: the WASM never frees. */
function enlarge(texts) {
  const size = Math.max(texts, words ? words.length * 2 : 0);
  const start = reserve(size);
  words = new Uint32Array(memory.buffer, start, FINDINGS + size);
  bytes = new Uint8Array(memory.buffer, start + words.byteLength, size * 4);
  out = new Uint8Array(memory.buffer, start + words.byteLength + size * 4, size * 4);
}

/** Replaces the texts that the rules changed. */
function change(texts) {
  let start = 0;
  for (let at = 0; at < texts.length; at += 1) {
    const length = words[FINDINGS + at];
    if (length === DROPPED) texts[at] = null;
    else if (length !== KEPT) texts[at] = decoder.decode(out.subarray(start, (start += length)));
  }
}

function isKept(text) {
  return text != null;
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
    let [code, status, message, params = null, suggesting] = faults[what & 255];
    const field = [name ?? fields[what >> 8]];
    params = params && { ...params };
    if (entry !== KEPT) {
      if (suggesting) {
        const suggestion = decoder.decode(out.subarray(0, entry));
        params = { ...params, suggestion };
        message = suggesting + suggestion + '?';
      } else if (params?.min) {
        // Another limit than usual.
        message = message.replace(params.min, entry);
        params.min = entry;
      } else field.push(`${entry}`);
    }
    errors.push({ code, status, field, message, params });
  }
  return { ok: false, value: null, errors };
}
