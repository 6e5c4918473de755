// Form fields with and without errors.

import { useState } from 'react';

import { CheckField, FormErrors, SelectField, TextField } from '../console/parts/fields';
import { Specimen } from './specimen';

const YEARS = [
  ['', 'Choose a year'],
  ['1', 'Year 1'],
  ['2', 'Year 2'],
] as const;

export function Forms() {
  const [text, setText] = useState('');
  const [isChecked, setChecked] = useState(true);
  const field = { value: text, onChange: setText };
  return (
    <>
      <h2>Forms</h2>
      <Specimen title="Text fields">
        <TextField label="First name" {...field} required />
        <TextField label="Clubs" hint="Separate several with commas." {...field} />
        <TextField label="UCLA email" type="email" errors={['Use an address of ucla.edu.']} {...field} />
        <TextField label="Password" type="password" {...field} />
        <TextField label="Goals" multiline {...field} />
      </Specimen>
      <Specimen title="Choices">
        <SelectField label="Year" value="" onChange={() => {}} options={YEARS} />
        <SelectField
          label="Year with an error"
          value=""
          onChange={() => {}}
          options={YEARS}
          errors={['Choose a year.']}
        />
        <CheckField label="I'm a transfer student" value={isChecked} onChange={setChecked} />
      </Specimen>
      <Specimen title="Messages">
        <p className="notice">A notice says what happened.</p>
        <p className="notice notice-bad">A bad notice says what to do.</p>
        <FormErrors errors={["Can't reach the server. Try again in a moment."]} />
      </Specimen>
    </>
  );
}
