// Changing somebody's account, judged by the rules that the server has. Only what was changed is sent.

import { validateSurvey } from '@bruinbridge/validation';
import { type FormEvent, useState } from 'react';
import { useQuery } from 'urql';

import { PersonDocument, type Role, UpdatePersonDocument } from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { TOUCHED } from '../api/touched';
import { CheckField, FormErrors, SelectField } from '../parts/fields';
import { Pending } from '../parts/pending';
import { PROFILE_FIELDS, ProfileFields, profileOf, type SetProfile } from '../parts/profile_fields';
import { go } from '../parts/route';
import { Card } from '../parts/shell';
import type { Person } from './person';
import { nameOf, ROLES } from './person_state';

const SHOWN = [...PROFILE_FIELDS, 'role'];

export function EditPerson({ id }: { id: string }) {
  const [{ data, error }, ask] = useQuery({ query: PersonDocument, variables: { id } });
  if (!data) return <Pending error={error} retry={ask} />;
  if (!data.user) return <p className="empty">There is no such person (any more).</p>;
  return <Form person={data.user} />;
}

function Form({ person }: { person: Person }) {
  // What the form began with: what others change meanwhile is theirs, and is not sent back as it was.
  const [before] = useState(() => ({ ...profileOf(person), ...standingOf(person) }));
  const [profile, setProfile] = useState(() => profileOf(person));
  const [standing, setStanding] = useState(() => standingOf(person));
  const { submit, errors: refused, setErrors, isBusy } = useSubmit(UpdatePersonDocument, TOUCHED);
  const judged = validateSurvey(profile);
  const errors = judged.ok ? refused : judged.errors;
  const set: SetProfile = (name, value) => {
    setErrors([]);
    setProfile((form) => ({ ...form, [name]: value }));
  };
  const place = `people/${person.id}`;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!judged.ok) return;
    const change = difference({ ...judged.value, ...standing }, before);
    if (await submit({ input: { id: person.id, ...change } })) go(place);
  };
  return (
    <form onSubmit={send} noValidate>
      <div>
        <a className="back" href={`#/${place}`}>
          ← {nameOf(person)}
        </a>
        <h1>Edit {nameOf(person)}</h1>
      </div>
      <Card title="Account">
        <div className="columns">
          {person.role !== 'ADMIN' && (
            <SelectField
              label="Role"
              value={standing.role}
              onChange={(role) => setStanding({ ...standing, role: role as Role })}
              errors={about(errors, 'role')}
              hint="Another role ends all matches and deletes their messages."
              options={[
                ['MENTEE', ROLES.MENTEE],
                ['MENTOR', ROLES.MENTOR],
              ]}
            />
          )}
          <div>
            <CheckField
              label="The address is verified"
              value={standing.isVerified}
              onChange={(isVerified) => setStanding({ ...standing, isVerified })}
            />
            <CheckField
              label="May sign in"
              value={standing.isActive}
              onChange={(isActive) => setStanding({ ...standing, isActive })}
            />
            <p className="hint">Without one of them, all sessions end at once.</p>
          </div>
        </div>
      </Card>
      <ProfileFields input={profile} set={set} errors={errors} />
      <FormErrors errors={general(errors, SHOWN)} />
      <div className="save-bar">
        <button className="primary" disabled={isBusy || !judged.ok}>
          Save
        </button>
        <a className="button" href={`#/${place}`}>
          Cancel
        </a>
        <span role="status">{judged.ok ? '' : 'Some answers need another look.'}</span>
      </div>
    </form>
  );
}

function standingOf({ role, isVerified, isActive }: Person) {
  return { role, isVerified, isActive };
}

/** The fields that are not as before. A picture that is taken away is null in one and empty in the other. */
function difference<Fields extends object>(now: Fields, before: object): Partial<Fields> {
  const old = new Map(Object.entries(before));
  const text = (value: unknown) => JSON.stringify(value ?? '');
  const changed = Object.entries(now).filter(([name, value]) => text(value) !== text(old.get(name)));
  return Object.fromEntries(changed) as Partial<Fields>;
}
