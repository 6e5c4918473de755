// The survey, judged field by field while one types, by the rules that the server has. Only what was changed is sent.

import { validateSurvey } from '@bruinbridge/validation';
import { type FormEvent, useState } from 'react';

import { CompleteSurveyDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { FormErrors } from '../parts/fields';
import { PROFILE_FIELDS, ProfileFields, profileOf, type SetProfile } from '../parts/profile_fields';
import type { Account } from './member';

export function Survey({ account, reload }: { account: Account; reload: () => void }) {
  const draft = useDraft('survey', profileOf(account));
  const [isSaved, setSaved] = useState(false);
  const { submit, errors: refused, setErrors, isBusy } = useSubmit(CompleteSurveyDocument);
  const judged = validateSurvey(draft.changes);
  const errors = judged.ok ? refused : judged.errors;
  const set: SetProfile = (name, value) => {
    setErrors([]);
    draft.set(name, value);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!judged.ok || !(await submit({ input: judged.value }))) return;
    draft.saved();
    setSaved(true);
    reload();
  };
  const saved = draft.isDirty ? 'Not saved yet.' : isSaved ? 'Saved.' : '';
  return (
    <form onSubmit={send} noValidate>
      <h1>Survey</h1>
      <ProfileFields input={draft.input} set={set} errors={errors} />
      <FormErrors errors={general(errors, PROFILE_FIELDS)} />
      <div className="save-bar">
        <button className="primary" disabled={!judged.ok} aria-disabled={isBusy}>
          Save
        </button>
        <span role="status">{judged.ok ? saved : 'Some answers need another look.'}</span>
      </div>
    </form>
  );
}
