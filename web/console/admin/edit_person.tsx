// Changing somebody's account, judged by the rules that the server has. Only what was changed is sent.

import { validateSurvey } from '@bruinbridge/validation';
import type { FormEvent } from 'react';
import { useQuery } from 'urql';

import { PersonDocument, type Role, UpdatePersonDocument } from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { TOUCHED } from '../api/touched';
import { type SetField, useDraft } from '../parts/draft';
import { CheckField, FormErrors, SelectField } from '../parts/fields';
import { nameOf } from '../parts/name';
import { Pending } from '../parts/pending';
import { PROFILE_FIELDS, ProfileFields, profileOf } from '../parts/profile_fields';
import { go } from '../parts/route';
import { Card } from '../parts/shell';
import type { Person } from './person';
import { ROLES } from './person_state';

const SHOWN = [...PROFILE_FIELDS, 'role'];

export function EditPerson({ id }: { id: string }) {
  const [{ data, error }, ask] = useQuery({ query: PersonDocument, variables: { id } });
  if (!data) return <Pending error={error} retry={ask} />;
  if (!data.user) return <p className="empty">There is no such person (any more).</p>;
  return <Form person={data.user} />;
}

function Form({ person }: { person: Person }) {
  const place = `people/${person.id}`;
  const draft = useDraft(place, fieldsOf(person));
  const { input, changes } = draft;
  const { submit, errors: refused, setErrors, isBusy } = useSubmit(UpdatePersonDocument, TOUCHED);
  const judged = validateSurvey(changes);
  const errors = judged.ok ? refused : judged.errors;
  const set: SetField<Fields> = (name, value) => {
    setErrors([]);
    draft.set(name, value);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!judged.ok) return;
    if (!(await submit({ input: { id: person.id, ...changes, ...judged.value } }))) return;
    draft.saved();
    go(place);
  };
  const unsaved = draft.isDirty ? 'Not saved yet.' : '';
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
              value={input.role}
              onChange={(role) => set('role', role as Role)}
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
              value={input.isVerified}
              onChange={(isVerified) => set('isVerified', isVerified)}
            />
            <CheckField
              label="May sign in"
              value={input.isActive}
              onChange={(isActive) => set('isActive', isActive)}
            />
            <p className="hint">Without one of them, all sessions end at once.</p>
          </div>
        </div>
      </Card>
      <ProfileFields input={input} set={set} errors={errors} />
      <FormErrors errors={general(errors, SHOWN)} />
      <div className="save-bar">
        <button className="primary" disabled={!judged.ok} aria-disabled={isBusy}>
          Save
        </button>
        <a className="button" href={`#/${place}`} onClick={draft.discard}>
          Cancel
        </a>
        <span role="status">{judged.ok ? unsaved : 'Some answers need another look.'}</span>
      </div>
    </form>
  );
}

type Fields = ReturnType<typeof fieldsOf>;

function fieldsOf(person: Person) {
  const { role, isVerified, isActive } = person;
  return { ...profileOf(person), role, isVerified, isActive };
}
