// A button with which a mentor offers a mentee a spot, with an optional note.

import { Check } from 'lucide-react';
import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { OfferMentoringDocument } from '../api/operations';
import { useSubmit } from '../api/submit';
import { displayName } from '../parts/person';
import { NoteDialog } from './note_dialog';

interface OfferProps {
  mentee: { id: string; fullName: string };
  /** Whether an offer of the mentor waits for this mentee's response. */
  isOffered: boolean;
  /** The id of the text that says why the mentor can't make an offer now, if that is so. */
  refusal: string | undefined;
}

export function OfferMentoring({ mentee, isOffered, refusal }: OfferProps) {
  const [isOpen, setOpen] = useState(false);
  const { submit, errors, setErrors, isBusy } = useSubmit(OfferMentoringDocument, PEOPLE_TYPES);
  const name = displayName(mentee);
  const isOff = isOffered || refusal !== undefined;
  const send = async (note: string) => {
    const input = { menteeId: mentee.id, note };
    const payload = await submit({ input }, ({ request }) =>
      request?.state === 'ACCEPTED'
        ? `You and ${name} are now matched.`
        : `Your offer was sent to ${name}.`,
    );
    return Boolean(payload);
  };
  return (
    <>
      {/* Never disabled: it gets the focus back from the dialog. */}
      <button
        className="primary"
        aria-disabled={isOff}
        aria-describedby={refusal}
        onClick={() => setOpen(!isOff)}
      >
        {isOffered && <Check size={16} aria-hidden />}
        {isOffered ? 'Offered' : 'Offer'}
        <span className="hidden"> {name}</span>
      </button>
      <NoteDialog
        subject={`offer/${mentee.id}`}
        title={`Offer to be ${name}'s mentor?`}
        action="Send offer"
        text="They'll see your profile and your note. Once they accept, you'll see each other's email addresses."
        clearErrors={() => setErrors([])}
        onClose={() => setOpen(false)}
        {...{ errors, isBusy, send, isOpen }}
      />
    </>
  );
}
