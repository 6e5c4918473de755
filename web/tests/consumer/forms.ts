// What forms elsewhere do with the package: every line compiles as strictly as TypeScript can be, and what would be
// a mistake does not.

import {
  profileCompleteness,
  type RuleCode,
  rules,
  suggestEmail,
  type Survey,
  type SurveyInput,
  type UserError,
  validateDeletionConfirmation,
  validateEmail,
  validatePassword,
  validateRegistration,
  validateRole,
  validateSurvey,
  type Validation,
} from '@bruinbridge/validation';

/** The value where it was accepted, else the sentences. */
function settle<Value>(judged: Validation<Value>): Value | string[] {
  // @ts-expect-error nobody knows yet whether there is a value
  const early: Value = judged.value;
  if (judged.ok) {
    const none: [] = judged.errors;
    return none.length === 0 ? judged.value : early;
  }
  const nothing: null = judged.value;
  return judged.errors.map(({ message }) => nothing ?? message);
}

/** What is sent: the values that were judged, and not what was typed. */
export function registration(email: string | null, password: string | undefined) {
  const judged = validateRegistration({ email, password, role: 'MENTOR' }, { domains: ['ucla.example'] });
  if (!judged.ok) return judged.errors.filter(isAbout('email'));
  const role: 'MENTEE' | 'MENTOR' = judged.value.role;
  return { ...judged.value, role };
}

function isAbout(field: string) {
  return ({ field: path }: UserError): boolean => path?.[0] === field;
}

/** A survey of which nothing, null or part is known. */
export function survey(input: SurveyInput): Survey | string[] {
  validateSurvey({});
  validateSurvey({ firstName: null, year: undefined, major: ['Physics'] as const });
  // @ts-expect-error a year is a number
  validateSurvey({ year: '2' });
  // @ts-expect-error there is no such question
  validateSurvey({ shoeSize: 9 });
  return settle(validateSurvey(input));
}

/** One sentence for a code; the numbers in it may be missing. */
export function told({ code, params }: UserError): string {
  const own: Partial<Record<RuleCode, string>> = { PASSWORD_TOO_SHORT: `Take ${params?.['min']} or more` };
  // @ts-expect-error no rule answers so
  const unknown: RuleCode = 'EMAIL_TAKEN';
  return own[code] ?? unknown;
}

/** What the smaller rules answer. */
export function others(text: string) {
  const meant: string | null = suggestEmail(text).value;
  const { missingFields, profileComplete } = profileCompleteness({ year: 2 }).value;
  const first: 'firstName' | 'lastName' | 'year' | 'major' | undefined = missingFields[0];
  const longest: number = rules().survey.goals.maxLength;
  const domain: string | undefined = rules().email.domains[0];
  const texts = [validateEmail(text), validateDeletionConfirmation(text, null)].map(settle);
  const password = settle(validatePassword(text, { email: text, field: 'newPassword' }));
  return { meant, profileComplete, first, longest, domain, texts, password, role: settle(validateRole(text)) };
}
