// The survey. It validates with the server's rules while the user types, and sends only the changed fields.

import { type FormEvent, useState } from 'react';

import { CompleteSurveyDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { FormErrors } from '../parts/fields';
import { PROFILE_FIELDS, ProfileFields, profileOf, type SetProfile } from '../parts/profile_fields';
import { useRules } from '../parts/rules';
import type { Account } from './member';
import { Picture } from './picture';

export function Survey({ account, reload }: { account: Account; reload: () => void }) {
  const { validateSurvey } = useRules();
  const draft = useDraft('survey', profileOf(account));
  const [isSaved, setSaved] = useState(false);
  const { submit, errors: serverErrors, setErrors, isBusy } = useSubmit(CompleteSurveyDocument);
  const validated = validateSurvey(draft.changes);
  const errors = validated.ok ? serverErrors : validated.errors;
  const set: SetProfile = (name, value) => {
    setErrors([]);
    draft.set(name, value);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!validated.ok || !(await submit({ input: validated.value }))) return;
    draft.saved();
    setSaved(true);
    reload();
  };
  const status = draft.isDirty ? 'You have unsaved changes.' : isSaved ? 'Saved.' : '';
  return (
    <>
      <h1>Survey</h1>
      <Picture account={account} reload={reload} />
      <form onSubmit={send} noValidate>
        <ProfileFields input={draft.input} set={set} errors={errors} />
        <FormErrors errors={otherErrors(errors, PROFILE_FIELDS)} />
        <div className="save-bar">
          <button className="primary" disabled={!validated.ok} aria-disabled={isBusy}>
            Save
          </button>
          <span role="status">{validated.ok ? status : 'Fix the errors above to save.'}</span>
        </div>
      </form>
    </>
  );
}
