// The dialogs in which a mentee leaves their mentor, and a mentor removes a mentee.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { LeaveMentorDocument, type MatchEndReason, RemoveMenteeDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { displayName } from '../parts/person';
import { MATCH_END_REASONS, ReasonField } from '../parts/reason';

interface DialogProps {
  partner: { id: string; fullName: string; email: string | null };
  isOpen: boolean;
  onClose: () => void;
}

export function LeaveMentorDialog({ partner, isOpen, onClose }: DialogProps) {
  const [reason, setReason] = useState<MatchEndReason | null>(null);
  const { submit, errors, isBusy } = useSubmit(LeaveMentorDocument, PEOPLE_TYPES);
  const name = displayName(partner);
  const act = async () =>
    Boolean(await submit({ input: { reason } }, `Your match with ${name} has ended.`));
  return (
    <ConfirmDialog
      title={`End your match with ${name}?`}
      action="End match"
      errors={otherErrors(errors, [])}
      {...{ isBusy, act, isOpen, onClose }}
    >
      <p>
        You'll go back to waiting for a mentor, and your messages with each other will be deleted. You
        might not be suggested to each other for a while.
      </p>
      <ReasonField reasons={MATCH_END_REASONS} value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}

export function RemoveMenteeDialog({ partner, isOpen, onClose }: DialogProps) {
  const [reason, setReason] = useState<MatchEndReason | null>(null);
  const { submit, errors, isBusy } = useSubmit(RemoveMenteeDocument, PEOPLE_TYPES);
  const name = displayName(partner);
  const act = async () => {
    const announcement = `${name} was removed from your roster.`;
    return Boolean(await submit({ input: { menteeId: partner.id, reason } }, announcement));
  };
  return (
    <ConfirmDialog
      title={`Remove ${name} from your roster?`}
      action="End match"
      errors={otherErrors(errors, [])}
      {...{ isBusy, act, isOpen, onClose }}
    >
      <p>They'll go back to waiting for a mentor, and your messages with each other will be deleted.</p>
      <ReasonField reasons={MATCH_END_REASONS} value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
