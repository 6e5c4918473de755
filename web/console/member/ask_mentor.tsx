// A button with which a mentee asks a mentor, with an optional note.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { RequestMentorDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { TextField } from '../parts/fields';
import { displayName } from '../parts/person';

interface AskProps {
  mentor: { id: string; fullName: string };
  /** Whether a request of the mentee waits for this mentor's response. */
  isAsked: boolean;
}

export function AskMentor({ mentor, isAsked }: AskProps) {
  const [note, setNote] = useState('');
  const { submit, errors, clearingErrors, isBusy } = useSubmit(RequestMentorDocument, PEOPLE_TYPES);
  const name = displayName(mentor);
  const ask = async () => {
    const input = { mentorId: mentor.id, note };
    const payload = await submit({ input }, ({ request }) =>
      request?.state === 'ACCEPTED'
        ? `You and ${name} are now matched.`
        : `Your request was sent to ${name}.`,
    );
    if (payload) setNote('');
    return Boolean(payload);
  };
  return (
    <Confirm
      label={isAsked ? 'Asked' : 'Ask'}
      describes={name}
      title={`Ask ${name} to be your mentor?`}
      action="Send request"
      isDangerous={false}
      isDone={isAsked}
      errors={otherErrors(errors, ['note'])}
      isBusy={isBusy}
      act={ask}
    >
      <p>They see your profile and your note. Once they accept, they also see your email address.</p>
      <TextField
        label="Note (optional)"
        multiline
        value={note}
        onChange={clearingErrors(setNote)}
        errors={fieldErrors(errors, 'note')}
        hint="At most 500 characters."
      />
    </Confirm>
  );
}
