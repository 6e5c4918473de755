// The fields of a profile, as members and administrators fill them in.

import { rules, type UserError } from '@bruinbridge/validation';

import type { AccountFragment } from '../api/operations';
import { about, type Refusal } from '../api/submit';
import type { SetField } from './draft';
import { Entries } from './entries';
import { CheckField, SelectField, TextField } from './fields';
import { Card } from './shell';

const limits = rules().survey;
const YEARS = Array.from({ length: limits.year.max - limits.year.min + 1 }, (_, index) =>
  String(limits.year.min + index),
);
/** What may count as background, in words for its owner and for others. */
export const FLAGS = [
  ['international', 'International student'],
  ['commuter', 'Lives off campus'],
  ['firstgen', 'First in the family at college'],
  ['outofstate', 'From another state'],
  ['transfer', 'Transferred from another college'],
  ['matchByBackground', 'These may count when partners are suggested'],
] as const;

/** The fields that are shown, for errors that concern none of them. */
export const PROFILE_FIELDS = Object.keys(limits);

type TextName =
  | 'firstName'
  | 'lastName'
  | 'hobbies'
  | 'clubs'
  | 'goals'
  | 'otherBackground'
  | 'profilePictureUrl';

/** A profile as a form holds it. */
export type Profile = Pick<
  AccountFragment,
  | Exclude<TextName, 'profilePictureUrl'>
  | 'year'
  | 'major'
  | 'minor'
  | (typeof FLAGS)[number][0]
> & { profilePictureUrl: string };

/** Changes one field. */
export type SetProfile = SetField<Profile>;

/** The profile of an account. */
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
    profilePictureUrl: account.profilePictureUrl ?? '',
  };
}

interface ProfileProps {
  input: Profile;
  set: SetProfile;
  errors: Refusal[] | UserError[];
}

export function ProfileFields({ input, set, errors }: ProfileProps) {
  const text = (name: TextName, label: string, multiline = false) => (
    <TextField
      label={label}
      value={input[name]}
      onChange={(value) => set(name, value)}
      errors={about(errors, name)}
      hint={multiline ? <Left text={input[name]} max={limits[name].maxLength} /> : undefined}
      multiline={multiline}
    />
  );
  const list = (name: 'major' | 'minor', label: string) => (
    <Entries
      label={label}
      name={name}
      value={input[name]}
      onChange={(value) => set(name, value)}
      errors={errors}
      max={limits[name].maxEntries}
    />
  );
  return (
    <>
      <Card title="Person">
        <div className="columns">
          {text('firstName', 'First name')}
          {text('lastName', 'Last name')}
          <SelectField
            label="Year"
            value={input.year === null ? '' : String(input.year)}
            onChange={(value) => set('year', value === '' ? null : Number(value))}
            errors={about(errors, 'year')}
            options={[['', 'Choose…'], ...YEARS.map((year) => [year, year] as const)]}
          />
          {text('profilePictureUrl', 'Web address of a picture')}
        </div>
      </Card>
      <Card title="Studies">
        <div className="columns">
          {list('major', 'Major')}
          {list('minor', 'Minor')}
        </div>
      </Card>
      <Card title="Interests">
        {text('hobbies', 'Hobbies')}
        {text('clubs', 'Clubs')}
        {text('goals', 'Goals', true)}
        {text('otherBackground', 'Anything else about the background', true)}
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
      </Card>
    </>
  );
}

/** How many characters there is room for. */
function Left({ text, max }: { text: string; max: number }) {
  const length = [...text.trim().replaceAll('\r\n', '\n')].length;
  return (
    <>
      {length} of {max}
    </>
  );
}
