// The form fields of a profile, for members and administrators.

import type { UserError } from '@bruinbridge/validation';

import type { AccountFragment } from '../api/operations';
import { type FormError, fieldErrors } from '../api/submit';
import { Card } from './card';
import type { SetField } from './draft';
import { Entries } from './entries';
import { CheckField, SelectField, TextField } from './fields';
import { limits } from './limits';
import { yearName } from './person';

const { min: FIRST_YEAR, max: LAST_YEAR } = limits.survey.year;
const YEARS = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);

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

/** All fields on one page. */
export function ProfileFields(props: ProfileProps) {
  return (
    <>
      <Card title="Basics">
        <div className="columns">
          <ProfileText {...props} name="firstName" />
          <ProfileText {...props} name="lastName" />
          <YearField {...props} />
        </div>
      </Card>
      <Card title="Academics">
        <div className="columns">
          <StudyField {...props} name="major" />
          <StudyField {...props} name="minor" />
        </div>
      </Card>
      <Card title="Interests">
        <ProfileText {...props} name="hobbies" />
        <ProfileText {...props} name="clubs" />
        <ProfileText {...props} name="goals" multiline />
      </Card>
      <Card title="Background">
        <BackgroundFields {...props} />
      </Card>
    </>
  );
}

interface FieldProps extends ProfileProps {
  /** Why it is asked. */
  why?: string;
  /** Whether the label says that it is required. */
  required?: boolean;
}

interface TextProps extends FieldProps {
  name: TextName;
  multiline?: boolean;
}

/** One of the texts. */
export function ProfileText(props: TextProps) {
  const { input, set, errors, name, why, required = false, multiline = false } = props;
  return (
    <TextField
      label={LABELS[name]}
      value={input[name]}
      onChange={(value) => set(name, value)}
      errors={fieldErrors(errors, name)}
      hint={
        multiline ? (
          <>
            {why} <CharacterCount text={input[name]} max={limits.survey[name].maxLength} />
          </>
        ) : (
          why
        )
      }
      multiline={multiline}
      required={required}
    />
  );
}

/** The academic year. */
export function YearField({ input, set, errors, why, required = false }: FieldProps) {
  return (
    <SelectField
      label={LABELS.year}
      value={input.year === null ? '' : String(input.year)}
      onChange={(value) => set('year', value === '' ? null : Number(value))}
      errors={fieldErrors(errors, 'year')}
      hint={why}
      required={required}
      options={[['', 'Choose…'], ...YEARS.map((year) => [String(year), yearName(year)] as const)]}
    />
  );
}

/** The majors or the minors. */
export function StudyField(props: FieldProps & { name: 'major' | 'minor' }) {
  const { input, set, errors, name, why, required = false } = props;
  return (
    <Entries
      label={LABELS[name]}
      name={name}
      value={input[name]}
      onChange={(value) => set(name, value)}
      errors={errors}
      max={limits.survey[name].maxEntries}
      hint={why}
      required={required}
    />
  );
}

/** The checkboxes about background, and a text about it. */
export function BackgroundFields(props: ProfileProps) {
  const { input, set } = props;
  return (
    <>
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
      <ProfileText {...props} name="otherBackground" multiline />
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
