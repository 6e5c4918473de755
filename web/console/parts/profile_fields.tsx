// The form fields of a profile, for members and administrators.

import type { UserError } from '@bruinbridge/validation';

import { type FormError, fieldErrors } from '../api/submit';
import { Card } from './card';
import { Entries } from './entries';
import { CheckField, SelectField, TextField } from './fields';
import { limits } from './limits';
import { yearName } from './person';
import { FLAGS, LABELS, type Profile, type SetProfile, type TextName } from './profile';

export { FLAGS, LABELS, PROFILE_FIELDS, profileOf } from './profile';

const { min: FIRST_YEAR, max: LAST_YEAR } = limits.survey.year;
const YEARS = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);

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
