// A mentor's roster: who is on it, one more, and how many there may be.

import { validateEmail } from '@bruinbridge/validation';
import { type FormEvent, useState } from 'react';

import { AddMenteeDocument, SetCapacityDocument } from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { TOUCHED } from '../api/touched';
import { FormErrors, SelectField, TextField } from '../parts/fields';
import { useInstallation } from '../parts/installation';
import { Card } from '../parts/shell';
import { useCan } from './permission';
import type { Person } from './person';
import { PersonLink } from './person_state';
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
          {roster.spotsLeft} of {roster.capacity} places left
        </span>
      }
    >
      {roster.mentees.length === 0 && <p className="empty">Nobody is on this roster yet.</p>}
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
          <Add mentorId={person.id} />
          <Capacity key={roster.capacity} mentorId={person.id} capacity={roster.capacity} />
        </>
      )}
    </Card>
  );
}

function Add({ mentorId }: { mentorId: string }) {
  const installation = useInstallation();
  const [email, setEmail] = useState('');
  const { submit, errors, setErrors, changing, isBusy } = useSubmit(AddMenteeDocument, TOUCHED);
  const field = 'menteeEmail';
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const judged = validateEmail(email, installation);
    setErrors(judged.errors.map((refusal) => ({ ...refusal, field: [field] })));
    if (!judged.ok) return;
    const told = `${judged.value} is on the roster.`;
    if (await submit({ input: { mentorId, menteeEmail: judged.value } }, told)) setEmail('');
  };
  return (
    <form className="inline-form" onSubmit={send} noValidate>
      <TextField
        label="Add a mentee by e-mail"
        type="email"
        value={email}
        onChange={changing(setEmail)}
        errors={about(errors, field)}
      />
      <button aria-disabled={isBusy}>Add</button>
      <FormErrors errors={general(errors, [field])} />
    </form>
  );
}

function Capacity({ mentorId, capacity }: { mentorId: string; capacity: number }) {
  const { maxMentees } = useInstallation();
  const [wanted, setWanted] = useState(String(capacity));
  const { submit, errors, changing, isBusy } = useSubmit(SetCapacityDocument, TOUCHED);
  const most = Math.max(maxMentees, capacity);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    await submit({ input: { mentorId, capacity: Number(wanted) } }, `Places at most: ${wanted}.`);
  };
  return (
    <form className="inline-form" onSubmit={send} noValidate>
      <SelectField
        label="Places at most"
        value={wanted}
        onChange={changing(setWanted)}
        errors={about(errors, 'capacity')}
        options={Array.from({ length: most }, (_, index) => {
          const places = String(index + 1);
          return [places, places] as const;
        })}
      />
      <button disabled={wanted === String(capacity)} aria-disabled={isBusy}>Set</button>
      <FormErrors errors={general(errors, ['capacity'])} />
    </form>
  );
}
