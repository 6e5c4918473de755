// What a profile consists of: its fields with their labels, and the values that a form starts with.

import type { AccountFragment } from '../api/operations';
import type { SetField } from './draft';
import { limits } from './limits';

/** The checkboxes about background, with their labels. */
export const FLAGS = [
  ['international', 'International student'],
  ['commuter', 'Commuter student'],
  ['firstgen', 'First-generation college student'],
  ['outofstate', 'Out-of-state student'],
  ['transfer', 'Transfer student'],
  ['matchByBackground', 'Use background to suggest matches'],
] as const;

/** The labels of the other fields. */
export const LABELS = {
  firstName: 'First name',
  lastName: 'Last name',
  year: 'Year',
  major: 'Major',
  minor: 'Minor',
  hobbies: 'Hobbies',
  clubs: 'Clubs',
  goals: 'Goals',
  otherBackground: 'Other background',
} as const;

/** The names of the fields on the form. */
export const PROFILE_FIELDS = Object.keys(limits.survey).filter((name) => name !== 'profilePictureUrl');

/** The fields that are texts. */
export type TextName = 'firstName' | 'lastName' | 'hobbies' | 'clubs' | 'goals' | 'otherBackground';

/** The values of the form. */
export type Profile = Pick<
  AccountFragment,
  TextName | 'year' | 'major' | 'minor' | (typeof FLAGS)[number][0]
>;

/** Changes one field. */
export type SetProfile = SetField<Profile>;

/** The form's values for an account. */
export function profileOf(account: AccountFragment): Profile {
  const { firstName, lastName, year, major, minor, hobbies, clubs, goals } = account;
  const { otherBackground, international, commuter, firstgen, outofstate, transfer } = account;
  const { matchByBackground } = account;
  return {
    firstName,
    lastName,
    year,
    major: [...major],
    minor: [...minor],
    hobbies,
    clubs,
    goals,
    otherBackground,
    international,
    commuter,
    firstgen,
    outofstate,
    transfer,
    matchByBackground,
  };
}
