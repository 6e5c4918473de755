// What one calls: writes fields into the one text that the WASM reads, and its answers into objects.
// The separators, and what they mean, stand in src/wasm/fields.rs and src/wasm/answer.rs.
import { __wbg_set_wasm, judge as bound } from '../built/rules_bg.js';
import codes from './codes.js';
import common from './common.js';
import limits from './limits.js';

const FIELD = '\x1f';
const ENTRY = '\x1e';
const ABSENT = '\x1d';
const NULL = '\x1c';
const NUMBER = '\x1b';
const SEPARATOR = /[\x1c-\x1f]/;
/** More bytes than that are refused before they are normalised (PASSWORD_RAW_MAX). */
const PASSWORD_BYTES = 4096;

// The rules by the numbers that `judge` of src/wasm.rs knows them by.
const EMAIL = 0;
const PASSWORD = 1;
const ROLE = 2;
const SURVEY = 3;
const DELETION = 4;
const SUGGESTION = 5;
const MISSING = 6;

const TEXTS = ['firstName', 'lastName', 'hobbies', 'clubs', 'goals', 'otherBackground'];
const LISTS = ['major', 'minor'];
const PICTURE = 'profilePictureUrl';
const FIELDS = [...TEXTS, ...LISTS, PICTURE];
const FLAGS = [
  'international',
  'commuter',
  'firstgen',
  'outofstate',
  'transfer',
  'matchByBackground',
];
/** Null clears these two; elsewhere it says as much as nothing does. */
const CLEARABLE = ['year', PICTURE];
const ALL = [...FIELDS, ...FLAGS, 'year'];

// For the two files that load the WASM.
export function start({ instance }) {
  __wbg_set_wasm(instance.exports);
}

export function validateEmail(email, options) {
  const raw = text(email);
  const answer = judge(EMAIL, safe(raw) + domains(options));
  return refused(answer) ?? accepted(answer || raw);
}

export function validatePassword(password, options) {
  const raw = normalised(text(password));
  const email = options?.email == null ? ABSENT : safe(text(options.email));
  const answer = judge(PASSWORD, safe(raw) + FIELD + email + FIELD + common);
  return refused(answer, options?.field) ?? accepted(raw);
}

export function validateRole(role) {
  const raw = text(role);
  return refused(judge(ROLE, safe(raw))) ?? accepted(raw);
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
  let fields = '';
  for (const name of TEXTS) {
    const given = input[name];
    fields += (given == null ? ABSENT : safe(text(given))) + FIELD;
  }
  for (const name of LISTS) {
    const given = input[name];
    if (given == null) fields += ABSENT;
    else for (const entry of given) fields += ENTRY + safe(text(entry));
    fields += FIELD;
  }
  const picture = input[PICTURE];
  fields += picture === undefined ? ABSENT : picture === null ? NULL : safe(text(picture));
  const answer = judge(SURVEY, fields, year(input.year));
  return refused(answer) ?? accepted(survey(input, answer));
}

export function validateDeletionConfirmation(confirmation, email) {
  const raw = text(confirmation);
  const answer = judge(DELETION, safe(raw) + FIELD + safe(text(email)));
  return refused(answer) ?? accepted(answer || raw);
}

export function suggestEmail(email, options) {
  return judge(SUGGESTION, safe(text(email)) + domains(options)) || null;
}

export function profileCompleteness(profile) {
  const names = safe(text(profile.firstName)) + FIELD + safe(text(profile.lastName)) + FIELD;
  const year = profile.year == null ? ABSENT : '';
  const major = profile.major?.length ? '' : ABSENT;
  const missing = judge(MISSING, names + year + FIELD + major);
  return { profileComplete: !missing, missingFields: missing.split(FIELD).slice(0, -1) };
}

export function rules() {
  return structuredClone(limits);
}

function judge(rule, fields, year = 0) {
  return bound(rule, fields, year);
}

/** Text as it arrives at the server: a form may hold nothing, and half a character becomes U+FFFD. */
function text(value) {
  const text = value == null ? '' : String(value);
  return text.toWellFormed?.() ?? text;
}

/** Without separators; the character in their place is refused for the same reason. */
function safe(text) {
  return SEPARATOR.test(text) ? text.replace(/[\x1c-\x1f]/g, NUMBER) : text;
}

function normalised(password) {
  const isHuge = password.length * 3 > PASSWORD_BYTES;
  if (isHuge && new TextEncoder().encode(password).length > PASSWORD_BYTES) return password;
  return password.normalize('NFKC');
}

function domains(options) {
  const names = options?.domains;
  return names?.length ? FIELD + names.map(safe).join(FIELD) : '';
}

/** A number that is no year stays one on its way through 32 bits. */
function year(value) {
  if (value == null) return limits.survey.year.min;
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : -1;
}

function survey(input, answer) {
  const value = {};
  for (const name of ALL) {
    const given = input[name];
    if (given != null || (given === null && CLEARABLE.includes(name))) value[name] = given;
  }
  if (!answer) return value;
  answer.split(FIELD).forEach((change, index) => {
    const name = FIELDS[index];
    if (!name || change === ABSENT) return;
    if (change === NULL) value[name] = null;
    else value[name] = LISTS.includes(name) ? change.split(ENTRY).slice(1) : change;
  });
  return value;
}

function accepted(value) {
  return { ok: true, value, errors: [] };
}

/** The refusals of an answer, if it is one. */
function refused(answer, field) {
  if (!answer.startsWith(NULL)) return null;
  const errors = answer.slice(1).split(NULL).map(userError);
  if (field) for (const error of errors) error.field = [field];
  return { ok: false, value: null, errors };
}

function userError(refusal) {
  const [place, ...pairs] = refusal.split(ABSENT);
  const [number, ...field] = place.split(ENTRY);
  const [code, status, sentence, sentences] = codes[number];
  const params = {};
  for (let at = 0; at < pairs.length; at += 2) {
    const value = pairs[at + 1];
    params[pairs[at]] = value.startsWith(NUMBER) ? Number(value.slice(1)) : value;
  }
  const { suggestion, reason, part } = params;
  const chosen = (suggestion && sentences?.suggestion) || sentences?.[reason ?? part] || sentence;
  return {
    code,
    status,
    field: field.length ? field : null,
    message: chosen.replace(/\{(\w+)\}/g, (_, name) => params[name]),
    params: pairs.length ? params : null,
  };
}
