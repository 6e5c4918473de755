// The form of one step of the survey. It validates with the server's rules while the member types, and sends only what
// was changed in this step.

import { type FormEvent, useEffect, useRef, useState } from 'react';

import { CompleteSurveyDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { announce } from '../parts/announce';
import type { useDraft } from '../parts/draft';
import { FormErrors } from '../parts/fields';
import { focusRefused } from '../parts/focus_refused';
import type { Profile, SetProfile } from '../parts/profile';
import { navigate } from '../parts/route';
import { useRules } from '../parts/rules';
import type { Account } from './member';
import { Picture } from './picture';
import { StepFields } from './survey_fields';
import { addressOf, missingErrors, STEPS, type Step } from './survey_steps';

/** The id of the step's heading. */
export const STEP_HEADING = 'step';

interface StepProps {
  step: Step;
  draft: ReturnType<typeof useDraft<Profile>>;
  account: Account;
  reload: () => void;
  /** Whether saving leads to the next step. */
  isGuided: boolean;
}

export function SurveyStep({ step, draft, account, reload, isGuided }: StepProps) {
  const { validateSurvey } = useRules();
  const form = useRef<HTMLFormElement>(null);
  const isShown = useIsShown();
  const [isSaved, setSaved] = useState(false);
  const [isTried, setTried] = useState(false);
  const { submit, errors: serverErrors, setErrors, isBusy } = useSubmit(CompleteSurveyDocument);
  const changes = ofStep(step, draft.changes);
  const isDirty = Object.keys(changes).length > 0;
  const validated = validateSurvey(changes);
  // What is missing is no error before the member tried to go on.
  const missing = isTried ? missingErrors(step, draft.input) : [];
  const errors = [...(validated.ok ? serverErrors : validated.errors), ...missing];
  const set: SetProfile = (name, value) => {
    setErrors([]);
    setSaved(false);
    draft.set(name, value);
  };
  const save = async (): Promise<boolean> => {
    if (!validated.ok || missingErrors(step, draft.input).length) return false;
    if (!isDirty) return true;
    if (!(await submit({ input: validated.value }))) return false;
    // The response has the account, so the client fetches what it had about accounts again.
    draft.saved(changes);
    return true;
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const isDone = await save();
    if (!isShown.current)
      announce(isDone ? `Saved “${step.title}”.` : `“${step.title}” isn't saved yet.`);
    else if (!isDone) focusRefused(form.current);
    else if (isGuided) goOn(step, draft);
    else setSaved(true);
  };
  const status = isDirty ? 'You have unsaved changes.' : isSaved ? 'Saved.' : '';
  const isRefused = errors.some(({ field }) => field !== null);
  const isLast = step === STEPS.at(-1);
  const before = STEPS[STEPS.indexOf(step) - 1];
  return (
    <section className="card survey-step">
      <header>
        <h2 id={STEP_HEADING} tabIndex={-1}>
          {step.title}
        </h2>
        <span className="soft">
          Step {STEPS.indexOf(step) + 1} of {STEPS.length}
        </span>
      </header>
      {step === STEPS[0] && <Picture account={account} reload={reload} />}
      <form ref={form} onSubmit={send} noValidate>
        <StepFields step={step} input={draft.input} set={set} errors={errors} />
        <FormErrors errors={otherErrors(errors, [...step.fields])} />
        <div className="save-bar">
          <button className="primary" aria-disabled={isBusy}>
            {isGuided ? (isLast ? 'Save and finish' : 'Save and continue') : 'Save'}
          </button>
          {isGuided && before && (
            <a className="button" href={`#/${addressOf(before)}`}>
              Back
            </a>
          )}
          <span role="status">{isRefused ? 'Fix the errors above to save.' : status}</span>
        </div>
      </form>
    </section>
  );
}

/** Whether the step is still the one that is shown, when a request has a response. */
function useIsShown() {
  const isShown = useRef(true);
  useEffect(() => {
    const left = () => {
      isShown.current = false;
    };
    return left;
  }, []);
  return isShown;
}

/** Goes to the next step; after the last one to the first that is not finished, or home. */
function goOn(step: Step, { input, changes }: StepProps['draft']): void {
  const next = STEPS[STEPS.indexOf(step) + 1];
  const isOpen = (other: Step) => other !== step && missingErrors(other, input).length > 0;
  const isUnsaved = (other: Step) => other !== step && Object.keys(ofStep(other, changes)).length > 0;
  const open = next ?? STEPS.find((other) => isOpen(other) || isUnsaved(other));
  if (next) announce('Saved.');
  else if (!open) announce('Your survey is saved.');
  else if (isOpen(open)) announce(`Saved. Something is missing in “${open.title}”.`);
  else announce(`Saved. Your changes in “${open.title}” aren't saved yet.`);
  navigate(open ? addressOf(open) : '');
}

/** The changes of a step. Those of the others stay drafts until they are saved there. */
function ofStep(step: Step, changes: Partial<Profile>): Partial<Profile> {
  const isHere = ([name]: [string, unknown]) => (step.fields as readonly string[]).includes(name);
  return Object.fromEntries(Object.entries(changes).filter(isHere)) as Partial<Profile>;
}
