// What a plan achieves, in numbers and in words, and what became of it.

import { BadgeCheck, CircleAlert } from 'lucide-react';

import type { PlanRowFragment } from '../api/operations';
import { fitPercent } from './matching_fit';
import { counted, proofInWords } from './plan_words';

export function PlanSummary({ plan }: { plan: PlanRowFragment }) {
  const { matched, total, mentors, score, isOptimal, state } = plan;
  const waiting = total - matched;
  const Icon = isOptimal ? BadgeCheck : CircleAlert;
  return (
    <section className="card plan-summary" aria-label="Summary">
      <dl className="figures">
        <div>
          <dt>{state === 'PUBLISHED' ? 'Planned matches' : 'Get a mentor'}</dt>
          <dd>
            {matched} <span className="soft">of {counted(total, 'mentee')}</span>
          </dd>
        </div>
        <div>
          <dt>Average match</dt>
          <dd>{matched ? `${fitPercent(score / matched)}%` : '–'}</dd>
        </div>
        <div>
          <dt>Keep waiting</dt>
          <dd>{waiting}</dd>
        </div>
        <div>
          <dt>Mentors with open spots</dt>
          <dd>{mentors}</dd>
        </div>
      </dl>
      <p className={isOptimal ? 'proof' : 'proof proof-open'}>
        <Icon size={20} aria-hidden />
        <span>{proofInWords(plan)}</span>
      </p>
    </section>
  );
}
