/** BruinBridge's validation rules: the server's own, to run before anything is sent. */

/** Codes that the rules return; the API's `ErrorCode` has more, which need the database. */
export type RuleCode =
  | 'EMAIL_REQUIRED'
  | 'EMAIL_INVALID'
  | 'EMAIL_TOO_LONG'
  | 'EMAIL_NOT_UCLA'
  | 'PASSWORD_REQUIRED'
  | 'PASSWORD_TOO_SHORT'
  | 'PASSWORD_TOO_LONG'
  | 'PASSWORD_TOO_COMMON'
  | 'PASSWORD_MATCHES_EMAIL'
  | 'PASSWORD_MATCHES_NAME'
  | 'ROLE_INVALID'
  | 'ROLE_NOT_ALLOWED'
  | 'NAME_TOO_LONG'
  | 'TEXT_TOO_LONG'
  | 'CONTROL_CHARACTER'
  | 'YEAR_OUT_OF_RANGE'
  | 'TOO_MANY_ENTRIES'
  | 'ENTRY_EMPTY'
  | 'ENTRY_TOO_LONG'
  | 'URL_INVALID'
  | 'URL_TOO_LONG'
  | 'URL_NOT_HTTPS'
  | 'URL_HAS_CREDENTIALS'
  | 'CONFIRMATION_MISMATCH';

/** One error, in the shape of the API's `UserError`. */
export interface UserError {
  /** A stable code for programs. */
  code: RuleCode;
  /** The matching HTTP status. */
  status: number;
  /** Path into the input, such as `["major", "2"]`. */
  field: string[] | null;
  /** One sentence for a person. */
  message: string;
  /** The values in the sentence, such as `{ max: 150 }`. */
  params: Record<string, number | string> | null;
}

/** Accepted, with the normalized input; or refused, with every error. */
export type Validation<Value> =
  | { ok: true; value: Value; errors: [] }
  | { ok: false; value: null; errors: UserError[] };

/** A role that members can give themselves. */
export type MemberRole = 'MENTEE' | 'MENTOR';

/** The value of a form field: text, or nothing yet. */
export type Text = string | null | undefined;

/** What this server accepts and asks for in addition to the rules. */
export interface Installation {
  /** Exact domains in addition to ucla.edu and g.ucla.edu, as in the server's UCLA_EMAIL_DOMAINS. */
  domains?: readonly string[];
  /** Fewest characters of a password, as in the server's PASSWORD_MIN; 8 if it is not given. */
  passwordMin?: number;
}

/** Any subset of the survey's fields; null clears `year` and `profilePictureUrl`. */
export interface SurveyInput {
  firstName?: Text;
  lastName?: Text;
  year?: number | null | undefined;
  major?: readonly string[] | null | undefined;
  minor?: readonly string[] | null | undefined;
  hobbies?: Text;
  clubs?: Text;
  goals?: Text;
  otherBackground?: Text;
  international?: boolean | null | undefined;
  commuter?: boolean | null | undefined;
  firstgen?: boolean | null | undefined;
  outofstate?: boolean | null | undefined;
  transfer?: boolean | null | undefined;
  matchByBackground?: boolean | null | undefined;
  profilePictureUrl?: Text;
}

/** The survey's fields, trimmed and without repetitions; only those that were given. */
export interface Survey {
  firstName?: string;
  lastName?: string;
  year?: number | null;
  major?: string[];
  minor?: string[];
  hobbies?: string;
  clubs?: string;
  goals?: string;
  otherBackground?: string;
  international?: boolean;
  commuter?: boolean;
  firstgen?: boolean;
  outofstate?: boolean;
  transfer?: boolean;
  matchByBackground?: boolean;
  profilePictureUrl?: string | null;
}

/** Limits and lists, for maxlength, selects and hints. */
export interface Rules {
  email: { maxLength: number; maxLocalLength: number; domains: string[] };
  password: { minLength: number; maxLength: number };
  role: { values: MemberRole[]; default: MemberRole };
  survey: {
    firstName: { maxLength: number };
    lastName: { maxLength: number };
    year: { min: number; max: number };
    major: { maxEntries: number; minLength: number; maxLength: number };
    minor: { maxEntries: number; minLength: number; maxLength: number };
    hobbies: { maxLength: number };
    clubs: { maxLength: number };
    goals: { maxLength: number };
    otherBackground: { maxLength: number };
    profilePictureUrl: { maxLength: number };
  };
}

/** Checks an address of an accepted domain; the value is trimmed and in lower case. */
export function validateEmail(email: Text, options?: Installation): Validation<string>;

/**
 * Checks a new password; the value is in normalization form KC. The API's `checkPassword` also knows the passwords that
 * attackers know.
 */
export function validatePassword(
  password: Text,
  options?: {
    /** The account's address, which the password must not equal. */
    email?: Text;
    /** The person's names, which the password must not consist of. */
    firstName?: Text;
    lastName?: Text;
    /** Fewest characters, as in the server's PASSWORD_MIN; 8 if it is not given. */
    passwordMin?: number;
    /** The field's name in the input, if it is not `password`. */
    field?: string;
  },
): Validation<string>;

/** Checks a role that members can give themselves. */
export function validateRole(role: Text): Validation<MemberRole>;

/** Checks any subset of the survey, and returns every error at once. */
export function validateSurvey(input: SurveyInput): Validation<Survey>;

/** Checks the registration form; the default role is MENTEE. */
export function validateRegistration(
  input: { email: Text; password: Text; role?: Text },
  options?: Installation,
): Validation<{ email: string; password: string; role: MemberRole }>;

/** Checks that the confirmation is the account's email address. */
export function validateDeletionConfirmation(confirmation: Text, email: Text): Validation<string>;

/** The result of a function that accepts any input. */
export type Success<Value> = { ok: true; value: Value; errors: [] };

/** Returns the address that a mistyped one was probably meant to be; null if there is none. */
export function suggestEmail(email: Text, options?: Installation): Success<string | null>;

/** Returns whether a profile has enough fields to be matched, and which it lacks. */
export function profileCompleteness(
  profile: Pick<SurveyInput, 'firstName' | 'lastName' | 'year' | 'major'>,
): Success<{
  profileComplete: boolean;
  missingFields: ('firstName' | 'lastName' | 'year' | 'major')[];
}>;

/** Returns a copy of the limits and lists. */
export function rules(): Rules;

/** The functions of this package. */
export interface Functions {
  profileCompleteness: typeof profileCompleteness;
  rules: typeof rules;
  suggestEmail: typeof suggestEmail;
  validateDeletionConfirmation: typeof validateDeletionConfirmation;
  validateEmail: typeof validateEmail;
  validatePassword: typeof validatePassword;
  validateRegistration: typeof validateRegistration;
  validateRole: typeof validateRole;
  validateSurvey: typeof validateSurvey;
}

/**
 * Compiles the rules in advance and returns the functions; without it, the first call compiles them. Rejects with a
 * `RulesUnavailableError`.
 */
export function load(): Promise<Functions>;

/**
 * The rules cannot run: there is no WebAssembly, a content security policy forbids it, or an older browser does not
 * compile it while the page waits. Thrown by every function but `rules`; the import itself does not fail.
 */
export class RulesUnavailableError extends Error {
  override readonly name: 'RulesUnavailableError';
}
