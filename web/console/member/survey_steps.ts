// The steps of the survey: what each asks, and which of its fields a match needs.

import type { FormError } from '../api/submit';
import { PROFILE_FIELDS, type Profile } from '../parts/profile';

/** A field of the survey. */
export type FieldName = keyof Profile;

/** A step of the survey. */
export interface Step {
  name: string;
  title: string;
  fields: readonly FieldName[];
}

const STUDIES = ['year', 'major', 'minor'] as const;
const INTERESTS = ['hobbies', 'clubs', 'goals'] as const;
const LATER: readonly string[] = [...STUDIES, ...INTERESTS];

export const STEPS: readonly [Step, Step, Step] = [
  {
    name: 'about',
    title: 'About you',
    fields: PROFILE_FIELDS.filter((name) => !LATER.includes(name)) as FieldName[],
  },
  { name: 'studies', title: 'Studies', fields: STUDIES },
  { name: 'interests', title: 'Interests', fields: INTERESTS },
];

/** The address of a step. */
export function addressOf(step: Step): string {
  return step === STEPS[0] ? 'survey' : `survey?step=${step.name}`;
}

/** The step with the first field that is missing. */
export function stepWith(missing: readonly string[]): Step {
  return STEPS.find(({ fields }) => fields.some((name) => missing.includes(name))) ?? STEPS[0];
}

/** What a match needs, and what the form says where it is missing. */
const REQUIRED: Partial<Record<FieldName, string>> = {
  firstName: 'Enter your first name.',
  lastName: 'Enter your last name.',
  year: 'Choose your year.',
  major: 'Enter your major, or “Undeclared”.',
};

/** The messages about fields of a step that have no value and need one. */
export function missingErrors({ fields }: Step, profile: Profile): FormError[] {
  return fields.flatMap((name) => {
    const message = REQUIRED[name];
    if (!message || hasValue(profile[name])) return [];
    return [{ code: 'MISSING', field: [name], message }];
  });
}

/** Whether a step has all that it needs; the last one needs something. */
export function isComplete(step: Step, profile: Profile): boolean {
  const needed = step.fields.filter((name) => name in REQUIRED);
  if (needed.length) return missingErrors(step, profile).length === 0;
  return step.fields.some((name) => hasValue(profile[name]));
}

function hasValue(value: Profile[FieldName]): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  return Array.isArray(value) ? value.some((entry) => entry.trim() !== '') : value !== null;
}
