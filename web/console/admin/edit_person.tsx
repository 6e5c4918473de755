// The form that edits a person's account. It validates with the server's rules and sends only the changed fields.

import type { FormEvent } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_TYPES } from '../api/invalidation';
import { PersonDocument, type Role, UpdatePersonDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { announce } from '../parts/announce';
import { Card } from '../parts/card';
import { type SetField, useDraft } from '../parts/draft';
import { CheckField, FormErrors, SelectField, TextField } from '../parts/fields';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { displayName, ROLE_NAMES } from '../parts/person';
import { PROFILE_FIELDS, ProfileFields, profileOf } from '../parts/profile_fields';
import { navigate, rememberAddress } from '../parts/route';
import { useRules } from '../parts/rules';
import { NO_SUCH_ACCOUNT, type Person } from './person';

const FIELDS = [...PROFILE_FIELDS, 'role', 'email'];

export function EditPerson({ id }: { id: string }) {
  const [{ data, error }, refetch] = useQuery({ query: PersonDocument, variables: { id } });
  if (!data) return <Pending error={error} retry={refetch} />;
  if (!data.user) return <p className="empty">{NO_SUCH_ACCOUNT}</p>;
  return <Form person={data.user} />;
}

function Form({ person }: { person: Person }) {
  const { validateSurvey } = useRules();
  const page = `people/${person.id}`;
  const draft = useDraft(page, fieldsOf(person), person);
  const { input, changes } = draft;
  const {
    submit,
    errors: serverErrors,
    setErrors,
    isBusy,
  } = useSubmit(UpdatePersonDocument, PEOPLE_TYPES);
  const validated = validateSurvey(changes);
  const errors = validated.ok ? serverErrors : validated.errors;
  const set: SetField<Fields> = (name, value) => {
    setErrors([]);
    draft.set(name, value);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!validated.ok) return;
    const isStillHere = rememberAddress();
    if (!(await submit({ input: { id: person.id, ...changes, ...validated.value } }))) return;
    draft.saved();
    if (isStillHere()) navigate(page);
    else announce(`The changes of ${displayName(person)} are saved.`);
  };
  const status = draft.isDirty ? 'You have unsaved changes.' : '';
  return (
    <form onSubmit={send} noValidate>
      <PageHead
        title={`Edit ${displayName(person)}`}
        back={{ href: `#/${page}`, title: displayName(person) }}
      />
      <Card title="Account">
        <TextField
          label="Email"
          type="email"
          value={input.email}
          onChange={(email) => set('email', email)}
          errors={fieldErrors(errors, 'email')}
          hint="A change takes effect at once and signs the person out everywhere. Both addresses get an email, and the old one can undo it for a few days."
        />
        <div className="columns">
          {person.role !== 'ADMIN' && (
            <SelectField
              label="Role"
              value={input.role}
              onChange={(role) => set('role', role as Role)}
              errors={fieldErrors(errors, 'role')}
              hint="Changing the role ends all matches and deletes their messages."
              options={[
                ['MENTEE', ROLE_NAMES.MENTEE],
                ['MENTOR', ROLE_NAMES.MENTOR],
              ]}
            />
          )}
          <div>
            <CheckField
              label="Email is verified"
              value={input.isVerified}
              onChange={(isVerified) => set('isVerified', isVerified)}
            />
            <CheckField
              label="Can sign in"
              value={input.isActive}
              onChange={(isActive) => set('isActive', isActive)}
            />
            <p className="hint">Clearing either box signs the person out everywhere.</p>
          </div>
        </div>
      </Card>
      <ProfileFields input={input} set={set} errors={errors} />
      <FormErrors errors={otherErrors(errors, FIELDS)} />
      <div className="save-bar">
        <button className="primary" disabled={!validated.ok} aria-disabled={isBusy}>
          Save
        </button>
        <a className="button" href={`#/${page}`} onClick={draft.discard}>
          Cancel
        </a>
        <span role="status">{validated.ok ? status : 'Fix the errors above to save.'}</span>
      </div>
    </form>
  );
}

type Fields = ReturnType<typeof fieldsOf>;

function fieldsOf(person: Person) {
  const { email, role, isVerified, isActive } = person;
  return { ...profileOf(person), email, role, isVerified, isActive };
}
