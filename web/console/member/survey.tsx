// The survey, in three steps. Each is a form of its own, and the address names the one that is shown.

import { Check } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';

import { useDraft } from '../parts/draft';
import { PageHead } from '../parts/page_head';
import { type Profile, profileOf } from '../parts/profile';
import { useRoute } from '../parts/route';
import type { Account } from './member';
import { STEP_HEADING, SurveyStep } from './survey_step';
import { addressOf, isComplete, missingErrors, STEPS, type Step } from './survey_steps';

export function Survey({ account, reload }: { account: Account; reload: () => void }) {
  const name = useRoute().params.get('step');
  const step = STEPS.find((step) => step.name === name) ?? STEPS[0];
  const draft = useDraft('survey', profileOf(account), account);
  // A new member is led from step to step; later, each step is saved where it is.
  const [isGuided] = useState(() => STEPS.some((step) => missingErrors(step, draft.before).length > 0));
  useFocusOnStep(step);
  return (
    <div className="survey">
      <PageHead
        title="Survey"
        detail="What you share here decides who is suggested to you, and what they see about you."
      />
      <Steps current={step} saved={draft.before} />
      <SurveyStep key={step.name} {...{ step, draft, account, reload, isGuided }} />
    </div>
  );
}

/** Moves the focus to the heading when another step is shown: the button or link that led here may be gone. */
function useFocusOnStep(step: Step): void {
  const last = useRef(step);
  useLayoutEffect(() => {
    if (last.current === step) return;
    last.current = step;
    document.getElementById(STEP_HEADING)?.focus({ preventScroll: true });
  }, [step]);
}

/** The steps, with a check mark where what is saved has all that a step needs. */
function Steps({ current, saved }: { current: Step; saved: Profile }) {
  return (
    <nav aria-label="Steps of the survey">
      <ol className="steps">
        {STEPS.map((step, index) => {
          const isDone = isComplete(step, saved);
          return (
            <li key={step.name} className={isDone ? 'is-done' : ''}>
              <a href={`#/${addressOf(step)}`} aria-current={step === current ? 'step' : undefined}>
                <span className="step-number" aria-hidden="true">
                  {isDone ? <Check size={16} strokeWidth={2.5} /> : index + 1}
                </span>
                {step.title}
                {isDone && <span className="hidden"> (complete)</span>}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
