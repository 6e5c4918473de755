// A dialog in which a member reports a concern to the administrators, about a person or about the program, and a button
// that opens it.

import { useState } from 'react';

import { RaiseConcernDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { useDraft } from '../parts/draft';
import { TextField } from '../parts/fields';
import { displayName } from '../parts/person';

interface DialogProps {
  about?: { id: string; fullName: string; email?: string | null };
  isOpen: boolean;
  onClose: () => void;
}

export function ConcernDialog({ about, isOpen, onClose }: DialogProps) {
  const { input, set } = useDraft(`concern/${about?.id ?? ''}`, { text: '' });
  const { submit, errors, clearingErrors, isBusy } = useSubmit(RaiseConcernDocument);
  const name = about && displayName(about);
  const report = async () => {
    const announcement = 'Thank you. The administrators have your report.';
    const payload = await submit(
      { input: { about: about?.id ?? null, text: input.text } },
      announcement,
    );
    if (payload) set('text', '');
    return Boolean(payload);
  };
  return (
    <ConfirmDialog
      title={name ? `Report a concern about ${name}` : 'Report a concern'}
      action="Report"
      isDangerous={false}
      errors={otherErrors(errors, ['text'])}
      act={report}
      {...{ isBusy, isOpen, onClose }}
    >
      <p>
        Only the program's administrators will read it.
        {name && ` ${name} won't learn about it.`}
      </p>
      <TextField
        label="What happened?"
        multiline
        maxLength={2000}
        value={input.text}
        onChange={clearingErrors((text) => set('text', text))}
        errors={fieldErrors(errors, 'text')}
      />
    </ConfirmDialog>
  );
}

/** A button that opens the dialog about the program. */
export function ReportConcern() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button onClick={() => setOpen(true)}>Report a concern</button>
      <ConcernDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}
