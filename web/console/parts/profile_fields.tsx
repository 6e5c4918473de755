// The form fields of a profile, for members and administrators.

import type { UserError } from '@bruinbridge/validation';

import type { AccountFragment } from '../api/operations';
import { type FormError, fieldErrors } from '../api/submit';
import { Card } from './card';
import type { SetField } from './draft';
import { Entries } from './entries';
import { CheckField, SelectField, TextField } from './fields';
import { limits } from './limits';

const YEARS = Array.from({ length: limits.survey.year.max - limits.survey.year.min + 1 }, (_, index) =>
  String(limits.survey.year.min + index),
);
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

type TextName = 'firstName' | 'lastName' | 'hobbies' | 'clubs' | 'goals' | 'otherBackground';

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

interface ProfileProps {
  input: Profile;
  set: SetProfile;
  errors: FormError[] | UserError[];
}

export function ProfileFields({ input, set, errors }: ProfileProps) {
  const text = (name: TextName, multiline = false) => (
    <TextField
      label={LABELS[name]}
      value={input[name]}
      onChange={(value) => set(name, value)}
      errors={fieldErrors(errors, name)}
      hint={
        multiline ? <CharacterCount text={input[name]} max={limits.survey[name].maxLength} /> : undefined
      }
      multiline={multiline}
    />
  );
  const list = (name: 'major' | 'minor') => (
    <Entries
      label={LABELS[name]}
      name={name}
      value={input[name]}
      onChange={(value) => set(name, value)}
      errors={errors}
      max={limits.survey[name].maxEntries}
    />
  );
  return (
    <>
      <Card title="Basics">
        <div className="columns">
          {text('firstName')}
          {text('lastName')}
          <SelectField
            label={LABELS.year}
            value={input.year === null ? '' : String(input.year)}
            onChange={(value) => set('year', value === '' ? null : Number(value))}
            errors={fieldErrors(errors, 'year')}
            options={[['', 'Choose…'], ...YEARS.map((year) => [year, year] as const)]}
          />
        </div>
      </Card>
      <Card title="Academics">
        <div className="columns">
          {list('major')}
          {list('minor')}
        </div>
      </Card>
      <Card title="Interests">
        {text('hobbies')}
        {text('clubs')}
        {text('goals', true)}
      </Card>
      <Card title="Background">
        <div className="checks-grid">
          {FLAGS.map(([name, label]) => (
            <CheckField
              key={name}
              label={label}
              value={input[name]}
              onChange={(value) => set(name, value)}
            />
          ))}
        </div>
        {text('otherBackground', true)}
      </Card>
    </>
  );
}

/** How many characters of the maximum are used. */
function CharacterCount({ text, max }: { text: string; max: number }) {
  const length = [...text.trim().replaceAll('\r\n', '\n')].length;
  return (
    <>
      {length} of {max} characters
    </>
  );
}
