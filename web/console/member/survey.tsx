// The survey, judged field by field while one types, by the rules that the server has.

import { rules, validateSurvey } from '@bruinbridge/validation';
import { type FormEvent, useState } from 'react';

import { CompleteSurveyDocument } from '../api/operations';
import { about, general, type Refusal, useSubmit } from '../api/submit';
import { CheckField, FormErrors, SelectField, TextField } from '../parts/fields';
import { Card } from '../parts/shell';
import { Entries } from './entries';
import type { Account } from './member';

const limits = rules().survey;
const YEARS = Array.from({ length: limits.year.max - limits.year.min + 1 }, (_, index) =>
  String(limits.year.min + index),
);
const FLAGS = [
  ['international', 'International student'],
  ['commuter', 'I live off campus'],
  ['firstgen', 'First in my family at college'],
  ['outofstate', 'From another state'],
  ['transfer', 'Transferred from another college'],
  ['matchByBackground', 'These may count when partners are suggested'],
] as const;
const FIELDS = Object.keys(limits);

export function Survey({ account, reload }: { account: Account; reload: () => void }) {
  const [input, setInput] = useState<Form>(() => formOf(account));
  const [isSaved, setSaved] = useState(false);
  const { submit, errors: refused, setErrors, isBusy } = useSubmit(CompleteSurveyDocument);
  const judged = validateSurvey(input);
  const errors = judged.ok ? refused : judged.errors;
  const set = <Name extends keyof Form>(name: Name, value: Form[Name]) => {
    setErrors([]);
    setSaved(false);
    setInput((form) => ({ ...form, [name]: value }));
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!judged.ok || !(await submit({ input: judged.value }))) return;
    setSaved(true);
    reload();
  };
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
  return (
    <form onSubmit={send} noValidate>
      <h1>Survey</h1>
      <Card title="About you">
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
      <Card title="Your studies">
        <div className="columns">
          <List name="major" label="Major" input={input} set={set} errors={errors} />
          <List name="minor" label="Minor" input={input} set={set} errors={errors} />
        </div>
      </Card>
      <Card title="What moves you">
        {text('hobbies', 'Hobbies')}
        {text('clubs', 'Clubs')}
        {text('goals', 'Goals', true)}
        {text('otherBackground', 'Anything else about your background', true)}
      </Card>
      <Card title="Your path">
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
      <FormErrors errors={general(errors, FIELDS)} />
      <div className="save-bar">
        <button className="primary" disabled={isBusy || !judged.ok}>
          Save
        </button>
        <span role="status">
          {isSaved ? 'Saved.' : judged.ok ? '' : 'Some answers need another look.'}
        </span>
      </div>
    </form>
  );
}

type TextName =
  | 'firstName'
  | 'lastName'
  | 'hobbies'
  | 'clubs'
  | 'goals'
  | 'otherBackground'
  | 'profilePictureUrl';
type Form = Pick<
  Account,
  | Exclude<TextName, 'profilePictureUrl'>
  | 'year'
  | 'major'
  | 'minor'
  | (typeof FLAGS)[number][0]
> & { profilePictureUrl: string };

function formOf(account: Account): Form {
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

function List(props: {
  name: 'major' | 'minor';
  label: string;
  input: Form;
  set: (name: 'major' | 'minor', value: string[]) => void;
  errors: Refusal[];
}) {
  const { name } = props;
  return (
    <Entries
      label={props.label}
      name={name}
      value={props.input[name]}
      onChange={(value) => props.set(name, value)}
      errors={props.errors}
      max={limits[name].maxEntries}
    />
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
