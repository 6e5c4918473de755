// A dialog that asks for confirmation before something is done, and a button that opens it.

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

import { FormErrors, TextField } from './fields';

interface Question {
  title: string;
  /** The text of the button that confirms. */
  action: string;
  /** Whether it undoes or ends something, which the colors of the buttons show. */
  isDangerous?: boolean;
  /** What the user must type to confirm, if anything. */
  typed?: string;
  errors: string[];
  isBusy: boolean;
  /** Does it; returns whether it succeeded, which closes the dialog. */
  act: () => Promise<boolean>;
  /** What happens, and fields that belong to it. */
  children: ReactNode;
}

interface ConfirmProps extends Question {
  /** The text of the button. */
  label: string;
  /** What the button acts on, for screen readers, where several buttons have the same label. */
  describes?: string;
  /** Whether it is the page's next step, which the color of the button shows. */
  isPrimary?: boolean;
  /** Whether there is nothing left to do. The button stays focusable, because it gets the focus from the dialog. */
  isDone?: boolean;
}

/** A button that asks before it acts. */
export function Confirm(props: ConfirmProps) {
  const { label, describes, isPrimary = false, isDone = false, ...question } = props;
  const [isOpen, setOpen] = useState(false);
  const { isDangerous = true } = question;
  return (
    <>
      <button
        className={isPrimary ? 'primary' : isDangerous ? 'danger-quiet' : undefined}
        aria-disabled={isDone}
        onClick={() => setOpen(!isDone)}
      >
        {label}
        {describes && <span className="hidden"> {describes}</span>}
      </button>
      <ConfirmDialog {...question} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

interface DialogProps extends Question {
  isOpen: boolean;
  onClose: () => void;
}

/** The dialog alone, for what opens it in another way, such as a menu. */
export function ConfirmDialog(props: DialogProps) {
  const {
    isOpen,
    onClose,
    title,
    action,
    isDangerous = true,
    typed,
    errors,
    isBusy,
    act,
    children,
  } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [text, setText] = useState('');
  const [isSubmitted, setSubmitted] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    setText('');
    setSubmitted(false);
    dialog.current?.showModal();
    // Whoever presses Enter once too often cancels.
    if (isDangerous) cancelButton(dialog.current)?.focus();
  }, [isOpen, isDangerous]);
  const close = () => dialog.current?.close();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (await act()) close();
  };
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{title}</h2>
      <form onSubmit={send} noValidate>
        {children}
        {typed && <TextField label={`Type ${typed} to confirm`} value={text} onChange={setText} />}
        <FormErrors errors={isSubmitted ? errors : []} />
        <div className="dialog-actions">
          <button
            className={isDangerous ? 'danger' : 'primary'}
            disabled={typed !== undefined && !isSame(text, typed)}
            aria-disabled={isBusy}
          >
            {action}
          </button>
          <button type="button" data-cancel onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  );
}

function cancelButton(dialog: HTMLDialogElement | null): HTMLButtonElement | null | undefined {
  return dialog?.querySelector<HTMLButtonElement>('[data-cancel]');
}

/** Whether a person typed the text, in any case. */
function isSame(text: string, typed: string): boolean {
  return text.trim().toLowerCase() === typed.toLowerCase();
}
