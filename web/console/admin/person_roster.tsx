// A mentor's roster: the mentees, adding one, and the capacity.

import { type FormEvent, useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { AddMenteeDocument, SetCapacityDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors, SelectField, TextField } from '../parts/fields';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';
import { useCan } from './permission';
import type { Person } from './person';
import { PersonLink } from './person_status';
import { Unmatch } from './unmatch';

export function PersonRoster({ person }: { person: Person }) {
  const can = useCan();
  const { roster } = person;
  if (!roster) return null;
  return (
    <Card
      title="Roster"
      aside={
        <span className="badge">
          {roster.isPaused ? 'Paused' : `${roster.spotsLeft} of ${roster.capacity} spots left`}
        </span>
      }
    >
      {roster.mentees.length === 0 && <p className="soft">No mentees yet.</p>}
      <ul className="rows">
        {roster.mentees.map((mentee) => (
          <li key={mentee.id}>
            <PersonLink person={mentee} />
            {can('ROSTER_WRITE') && <Unmatch mentee={mentee} mentor={person} />}
          </li>
        ))}
      </ul>
      {can('ROSTER_WRITE') && !person.isDeleted && (
        <>
          <AddMentee mentorId={person.id} />
          <Capacity key={roster.capacity} mentorId={person.id} capacity={roster.capacity} />
        </>
      )}
    </Card>
  );
}

function AddMentee({ mentorId }: { mentorId: string }) {
  const { validateEmail } = useRules();
  const serverRules = useServerRules();
  const [email, setEmail] = useState('');
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(
    AddMenteeDocument,
    PEOPLE_TYPES,
  );
  const field = 'menteeEmail';
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const validated = validateEmail(email, serverRules);
    setErrors(validated.errors.map((error) => ({ ...error, field: [field] })));
    if (!validated.ok) return;
    const input = { mentorId, menteeEmail: validated.value };
    if (await submit({ input }, `${validated.value} was added to the roster.`)) setEmail('');
  };
  return (
    <form className="inline-form" onSubmit={send} noValidate>
      <TextField
        label="Add a mentee by email"
        type="email"
        value={email}
        onChange={clearingErrors(setEmail)}
        errors={fieldErrors(errors, field)}
      />
      <button aria-disabled={isBusy}>Add</button>
      <FormErrors errors={otherErrors(errors, [field])} />
    </form>
  );
}

function Capacity({ mentorId, capacity }: { mentorId: string; capacity: number }) {
  const { maxMentees } = useServerRules();
  const [chosen, setChosen] = useState(String(capacity));
  const { submit, errors, clearingErrors, isBusy } = useSubmit(SetCapacityDocument, PEOPLE_TYPES);
  const max = Math.max(maxMentees, capacity);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    await submit({ input: { mentorId, capacity: Number(chosen) } }, `Maximum set to ${chosen}.`);
  };
  return (
    <form className="inline-form" onSubmit={send} noValidate>
      <SelectField
        label="Maximum mentees"
        value={chosen}
        onChange={clearingErrors(setChosen)}
        errors={fieldErrors(errors, 'capacity')}
        options={Array.from({ length: max + 1 }, (_, option) => {
          return [String(option), option === 0 ? '0 (paused)' : String(option)] as const;
        })}
      />
      <button disabled={chosen === String(capacity)} aria-disabled={isBusy}>
        Save
      </button>
      <FormErrors errors={otherErrors(errors, ['capacity'])} />
    </form>
  );
}
