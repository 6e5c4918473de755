// A button with which a mentee asks a mentor, with an optional note.

import { Check } from 'lucide-react';
import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { RequestMentorDocument } from '../api/operations';
import { useSubmit } from '../api/submit';
import { displayName } from '../parts/person';
import { NoteDialog } from './note_dialog';

interface AskProps {
  mentor: { id: string; fullName: string };
  /** Whether a request of the mentee waits for this mentor's response. */
  isAsked: boolean;
}

export function AskMentor({ mentor, isAsked }: AskProps) {
  const [isOpen, setOpen] = useState(false);
  const { submit, errors, setErrors, isBusy } = useSubmit(RequestMentorDocument, PEOPLE_TYPES);
  const name = displayName(mentor);
  const send = async (note: string) => {
    const input = { mentorId: mentor.id, note };
    const payload = await submit({ input }, ({ request }) =>
      request?.state === 'ACCEPTED'
        ? `You and ${name} are now matched.`
        : `Your request was sent to ${name}.`,
    );
    return Boolean(payload);
  };
  return (
    <>
      {/* Never disabled: it gets the focus back from the dialog. */}
      <button className="primary" aria-disabled={isAsked} onClick={() => setOpen(!isAsked)}>
        {isAsked && <Check size={16} aria-hidden />}
        {isAsked ? 'Asked' : 'Ask'}
        <span className="hidden"> {name}</span>
      </button>
      <NoteDialog
        subject={`ask/${mentor.id}`}
        title={`Ask ${name} to be your mentor?`}
        action="Send request"
        text="They'll see your profile and your note. Once they accept, they'll also see your email address."
        clearErrors={() => setErrors([])}
        onClose={() => setOpen(false)}
        {...{ errors, isBusy, send, isOpen }}
      />
    </>
  );
}
