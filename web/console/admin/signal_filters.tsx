// The filters of the signals page, which the server applies. The page's address holds them.

import { useId } from 'react';

import type { SignalFilter, SignalName } from '../api/operations';
import { Chips } from '../parts/chips';
import { SelectField } from '../parts/fields';
import { setParams, useRoute } from '../parts/route';
import { isSender, isSignalName, logName, SENDERS, SIGNAL_NAMES, SIGNAL_SUBJECTS } from './signal_names';

/** The address's name for what failed. */
export const FAILURES = 'failures';

const SUBJECTS = new Map(SIGNAL_SUBJECTS);
const CHOICES: [string, string][] = [
  ['', 'All signals'],
  [FAILURES, 'Failures'],
  ...[...SUBJECTS.keys()].map((subject): [string, string] => [subject, subject]),
];

/** What the page's address filters by. */
export function filterOf(params: URLSearchParams): SignalFilter {
  const name = params.get('name');
  const sender = params.get('sender');
  return {
    names: isSignalName(name) ? [name] : namesAbout(params.get('subject')),
    senders: isSender(sender) ? [sender] : null,
  };
}

function namesAbout(subject: string | null): SignalName[] | null {
  if (subject === FAILURES) return SIGNAL_NAMES.filter(mayFail);
  return SUBJECTS.get(subject ?? '') ?? null;
}

/** Whether signals of this name can be about a failure: a checked password is in an argument. */
function mayFail(name: SignalName): boolean {
  return name.endsWith('_FAILED') || name === 'USER_PASSWORD_CHECKED';
}

export function SignalFilters() {
  const { params } = useRoute();
  const name = params.get('name') ?? '';
  return (
    <search className="filter-bar">
      <Chips
        label="Show"
        options={CHOICES}
        isOn={(subject) => !name && subject === (params.get('subject') ?? '')}
        onToggle={(subject) => setParams({ subject, name: null })}
      />
      <div className="filter-fields">
        <NameField value={name} onChange={(name) => setParams({ name, subject: null })} />
        <SelectField
          label="Sender"
          value={params.get('sender') ?? ''}
          onChange={(sender) => setParams({ sender })}
          options={[
            ['', 'All'],
            ...Object.entries(SENDERS).map(([sender, [title]]) => [sender, title] as const),
          ]}
        />
      </div>
    </search>
  );
}

/** The names, by subject. */
function NameField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Name</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">All</option>
        {SIGNAL_SUBJECTS.map(([subject, names]) => (
          <optgroup key={subject} label={subject}>
            {names.map((name) => (
              <option key={name} value={name}>
                {logName(name)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}
