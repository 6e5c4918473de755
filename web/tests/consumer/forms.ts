// How other projects' forms use the package. Correct uses compile with TypeScript's strictest settings; mistakes do
// not.

import {
  profileCompleteness,
  type RuleCode,
  RulesUnavailableError,
  rules,
  type Survey,
  type SurveyInput,
  suggestEmail,
  type UserError,
  type Validation,
  validateDeletionConfirmation,
  validateEmail,
  validatePassword,
  validateRegistration,
  validateRole,
  validateSurvey,
} from '@bruinbridge/validation';
import { load } from '@bruinbridge/validation/async';
import { type Challenge, solve } from '@bruinbridge/validation/proof-of-work';

/** The value if it is valid, else the messages. */
function valueOrMessages<Value>(validated: Validation<Value>): Value | string[] {
  // @ts-expect-error the value may be null before `ok` is checked
  const early: Value = validated.value;
  if (validated.ok) {
    const none: [] = validated.errors;
    return none.length === 0 ? validated.value : early;
  }
  const nothing: null = validated.value;
  return validated.errors.map(({ message }) => nothing ?? message);
}

/** The values to send: the validated ones, not those that were typed. */
export function registration(email: string | null, password: string | undefined) {
  const validated = validateRegistration(
    { email, password, role: 'MENTOR' },
    { domains: ['ucla.example'] },
  );
  if (!validated.ok) return validated.errors.filter(isAbout('email'));
  const role: 'MENTEE' | 'MENTOR' = validated.value.role;
  return { ...validated.value, role };
}

function isAbout(field: string) {
  return ({ field: path }: UserError): boolean => path?.[0] === field;
}

/** A survey with all, some, or none of its fields, which may be null. */
export function survey(input: SurveyInput): Survey | string[] {
  validateSurvey({});
  validateSurvey({ firstName: null, year: undefined, major: ['Physics'] as const });
  // @ts-expect-error a year is a number
  validateSurvey({ year: '2' });
  // @ts-expect-error the survey has no such field
  validateSurvey({ shoeSize: 9 });
  return valueOrMessages(validateSurvey(input));
}

/** A custom message for a code; its parameters may be missing. */
export function customMessage({ code, params }: UserError): string {
  const custom: Partial<Record<RuleCode, string>> = {
    // biome-ignore lint/complexity/useLiteralKeys: the strictest TypeScript requires it.
    PASSWORD_TOO_SHORT: `Take ${params?.['min']} or more`,
  };
  // @ts-expect-error no rule returns this code
  const unknown: RuleCode = 'EMAIL_TAKEN';
  return custom[code] ?? unknown;
}

/** The results of the smaller functions. */
export function others(text: string) {
  const meant: string | null = suggestEmail(text).value;
  const { missingFields, profileComplete } = profileCompleteness({ year: 2 }).value;
  const first: 'firstName' | 'lastName' | 'year' | 'major' | undefined = missingFields[0];
  const longest: number = rules().survey.goals.maxLength;
  const domain: string | undefined = rules().email.domains[0];
  const texts = [validateEmail(text), validateDeletionConfirmation(text, null)].map(valueOrMessages);
  const password = valueOrMessages(validatePassword(text, { email: text, field: 'newPassword' }));
  return {
    meant,
    profileComplete,
    first,
    longest,
    domain,
    texts,
    password,
    role: valueOrMessages(validateRole(text)),
  };
}

/** Errors of a field, or none where the rules cannot run: the server checks everything. */
export async function emailErrors(text: string): Promise<UserError[]> {
  try {
    const loaded = await load();
    return loaded.validateEmail(text).errors;
  } catch (error) {
    if (!(error instanceof RulesUnavailableError)) throw error;
    const name: 'RulesUnavailableError' = error.name;
    return name ? [] : [];
  }
}

/** The proof for a registration. */
export function proof(email: string, challenge: Challenge): Promise<string> {
  return solve(email, challenge);
}
