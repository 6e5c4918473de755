// The optional reasons for ending a match or declining a request.

import type { DeclineReason, MatchEndReason } from '../api/operations';
import { SelectField } from './fields';

/** Why a match ends. */
export const MATCH_END_REASONS: Record<MatchEndReason, string> = {
  GOALS_REACHED: 'The goals were reached',
  NOT_A_GOOD_FIT: "We aren't a good fit",
  NO_RESPONSE: "They don't respond",
  NO_TIME: 'No time',
  LEFT_CAMPUS: 'Someone graduated or left campus',
  CONDUCT: "The other person's behavior",
  OTHER: 'Something else',
};

/** Why a mentee declines an offer. */
export const OFFER_DECLINE_REASONS = {
  NOT_A_GOOD_FIT: 'Someone else fits better',
  NO_TIME: 'No time at the moment',
  OTHER: 'Something else',
} satisfies Partial<Record<DeclineReason, string>>;

/** Why a mentor declines a request. */
export const REQUEST_DECLINE_REASONS: Record<DeclineReason, string> = {
  NO_SEAT: 'No spot for another mentee',
  ...OFFER_DECLINE_REASONS,
};

interface ReasonProps<Reason extends string> {
  reasons: Partial<Record<Reason, string>>;
  value: Reason | null;
  onChange: (reason: Reason | null) => void;
}

/** A list of reasons to choose from, or none. */
export function ReasonField<Reason extends string>(props: ReasonProps<Reason>) {
  const { reasons, value, onChange } = props;
  return (
    <SelectField
      label="Reason (optional)"
      hint="Only administrators see it."
      value={value ?? ''}
      onChange={(chosen) => onChange(chosen === '' ? null : (chosen as Reason))}
      options={[['', 'No reason'], ...Object.entries<string>(reasons as Record<string, string>)]}
    />
  );
}
