// The form that proposes a plan: what it is to maximize, and for whom.

import { type FormEvent, useId } from 'react';

import { type MatchingObjective, ProposePlanDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { announce } from '../parts/announce';
import { Card } from '../parts/card';
import { useDraft } from '../parts/draft';
import { FormErrors, SelectField, TextField } from '../parts/fields';
import { limits } from '../parts/limits';
import { navigate, rememberAddress } from '../parts/route';
import { PLAN_TYPES } from './plan_parts';
import { OBJECTIVES } from './plan_words';

const { min, max } = limits.survey.year;
const YEARS = Array.from({ length: max - min + 1 }, (_, index) => {
  const year = String(min + index);
  return [year, year === '0' ? 'Incoming' : `Year ${year}`] as const;
});
const EMPTY = {
  objective: 'MOST_MATCHED' as MatchingObjective,
  menteeMajor: '',
  menteeYear: '',
  mentorMajor: '',
  mentorYear: '',
};
const SCOPE = ['menteeMajor', 'menteeYear', 'mentorMajor', 'mentorYear'] as const;

export function ProposePlan() {
  const { input, set, discard } = useDraft('plan', EMPTY);
  const { submit, errors, clearingErrors, isBusy } = useSubmit(ProposePlanDocument, PLAN_TYPES);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const { objective, menteeMajor, mentorMajor, menteeYear, mentorYear } = input;
    const scope = {
      menteeMajor: menteeMajor.trim() || null,
      menteeYear: numberOrNull(menteeYear),
      mentorMajor: mentorMajor.trim() || null,
      mentorYear: numberOrNull(mentorYear),
    };
    const isStillHere = rememberAddress();
    const payload = await submit({ input: { objective, scope } });
    if (!payload?.plan) return;
    discard();
    if (isStillHere()) navigate(`matches/plans/${payload.plan.id}`);
    else announce('The plan is in the list of plans.');
  };
  const field = (name: (typeof SCOPE)[number]) => ({
    value: input[name],
    onChange: clearingErrors((value: string) => set(name, value)),
    errors: fieldErrors(errors, 'scope', name),
  });
  const isLimited = SCOPE.some((name) => input[name] !== '');
  return (
    <Card title="Match everyone at once">
      <p className="soft">
        A plan pairs all mentees who are waiting with mentors who have open spots. You review it first:
        nobody is matched or emailed before you publish it.
      </p>
      <form onSubmit={send} noValidate>
        <Objectives value={input.objective} onChange={(objective) => set('objective', objective)} />
        <details open={isLimited}>
          <summary>Only some majors or years</summary>
          <div className="plan-scope">
            <TextField label="Mentees' major" {...field('menteeMajor')} />
            <SelectField
              label="Mentees' year"
              options={[['', 'Any'], ...YEARS]}
              {...field('menteeYear')}
            />
            <TextField label="Mentors' major" {...field('mentorMajor')} />
            <SelectField
              label="Mentors' year"
              options={[['', 'Any'], ...YEARS]}
              {...field('mentorYear')}
            />
          </div>
        </details>
        <FormErrors errors={otherErrors(errors, ['scope'])} />
        <button className="primary" aria-disabled={isBusy}>
          Propose a plan
        </button>
      </form>
    </Card>
  );
}

interface ObjectivesProps {
  value: MatchingObjective;
  onChange: (objective: MatchingObjective) => void;
}

function Objectives({ value, onChange }: ObjectivesProps) {
  const name = useId();
  return (
    <fieldset className="objectives">
      <legend>What matters most</legend>
      {Object.entries(OBJECTIVES).map(([objective, { title, explanation }]) => (
        <label key={objective}>
          <input
            type="radio"
            name={name}
            checked={objective === value}
            onChange={() => onChange(objective as MatchingObjective)}
          />
          <span>
            <strong>{title}</strong>
            <span className="hint">{explanation}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function numberOrNull(text: string): number | null {
  return text === '' ? null : Number(text);
}
