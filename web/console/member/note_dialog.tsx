// The dialog in which a mentee asks a mentor, or a mentor offers a mentee a spot, with an optional note.

import { type FormError, fieldErrors, otherErrors } from '../api/submit';
import { ConfirmDialog } from '../parts/confirm';
import { useDraft } from '../parts/draft';
import { TextField } from '../parts/fields';

/** The most characters of a note, as the server counts them. */
const LONGEST = 500;
/** From how many characters on the dialog shows how many are left. */
const COUNTED = 400;

interface NoteDialogProps {
  /** What the note belongs to: until it is sent, the dialog keeps it under this name. */
  subject: string;
  title: string;
  action: string;
  /** What happens. */
  text: string;
  errors: FormError[];
  clearErrors: () => void;
  isBusy: boolean;
  /** Sends it; returns whether it succeeded. */
  send: (note: string) => Promise<boolean>;
  isOpen: boolean;
  onClose: () => void;
}

export function NoteDialog(props: NoteDialogProps) {
  const { subject, title, action, text, errors, clearErrors, isBusy, send, isOpen, onClose } = props;
  const { input, set } = useDraft(subject, { note: '' });
  const act = async () => {
    const isSent = await send(input.note);
    if (isSent) set('note', '');
    return isSent;
  };
  return (
    <ConfirmDialog
      {...{ title, action, isBusy, act, isOpen, onClose }}
      isDangerous={false}
      errors={otherErrors(errors, ['note'])}
    >
      <p>{text}</p>
      <TextField
        label="Note (optional)"
        multiline
        placeholder="Say hello, and what you'd like to talk about."
        value={input.note}
        onChange={(note) => {
          clearErrors();
          set('note', note);
        }}
        errors={fieldErrors(errors, 'note')}
        hint={lengthHint(input.note)}
      />
    </ConfirmDialog>
  );
}

function lengthHint(note: string): string {
  const length = [...note].length;
  if (length < COUNTED) return `At most ${LONGEST} characters.`;
  if (length > LONGEST) return `${length - LONGEST} characters too long.`;
  return `${LONGEST - length} of ${LONGEST} characters left.`;
}
