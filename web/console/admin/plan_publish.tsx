// Publishing a plan, which matches its pairs, and discarding it.

import { useContext } from 'react';

import {
  DiscardPlanDocument,
  type PlanRowFragment,
  PublishPlanDocument,
  type PublishPlanMutation,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { ServerRules } from '../parts/server_rules';
import { PLAN_TYPES, PUBLISHED_TYPES } from './plan_parts';
import { counted } from './plan_words';

/** Each match is announced to the mentee and to the mentor. */
const EMAILS_PER_MATCH = 2;

export function PublishPlan({ plan: { id, matched } }: { plan: PlanRowFragment }) {
  const { submit, errors, isBusy } = useSubmit(PublishPlanDocument, PUBLISHED_TYPES);
  const publish = async () => Boolean(await submit({ input: { id } }, inWords));
  const matches = counted(matched, 'match', 'matches');
  const { matchUndoMinutes } = useContext(ServerRules);
  return (
    <Confirm
      label={`Publish ${matches}`}
      isPrimary
      title={`Publish ${matches}?`}
      action="Publish"
      isDangerous={false}
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={publish}
    >
      <p>
        {counted(matched, 'mentee')} will be matched right away, and each of the two gets an email about
        a match: up to <strong>{counted(matched * EMAILS_PER_MATCH, 'email')}</strong>. People who turned
        these emails off get none.
      </p>
      <p className="soft">
        {matchUndoMinutes > 0
          ? `Emails wait for ${counted(matchUndoMinutes, 'minute')}. Until then you can undo single matches.`
          : "Emails go out at once, and matches can't be undone."}
      </p>
    </Confirm>
  );
}

/** What the publication did. */
function inWords({ matched, refused, remaining }: PublishPlanMutation['payload']): string {
  return [
    `${counted(matched, 'mentee')} matched.`,
    refused > 0 && `${counted(refused, 'pair')} couldn't be matched.`,
    remaining > 0 && `${counted(remaining, 'pair')} will follow shortly.`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function DiscardPlan({ plan: { id } }: { plan: PlanRowFragment }) {
  const { submit, errors, isBusy } = useSubmit(DiscardPlanDocument, PLAN_TYPES);
  const discard = async () => Boolean(await submit({ input: { id } }, 'The plan was discarded.'));
  return (
    <Confirm
      label="Discard"
      describes="this plan"
      title="Discard this plan?"
      action="Discard plan"
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={discard}
    >
      <p>Nobody will be matched by it. You can propose another plan at any time.</p>
    </Confirm>
  );
}
