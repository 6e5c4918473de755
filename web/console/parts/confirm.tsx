// A button that asks for confirmation in a dialog before it acts.

import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';

import { FormErrors, TextField } from './fields';

interface ConfirmProps {
  /** The text of the button. */
  label: string;
  /** What the button acts on, for screen readers, where several buttons have the same label. */
  describes?: string;
  title: string;
  /** The text of the button that confirms. */
  action: string;
  /** Whether it undoes or ends something, which the colors of the buttons show. */
  isDangerous?: boolean;
  /** Whether there is nothing left to do. The button stays focusable, because it gets the focus from the dialog. */
  isDone?: boolean;
  /** What the user must type to confirm, if anything. */
  typed?: string;
  errors: string[];
  isBusy: boolean;
  /** Does it; returns whether it succeeded, which closes the dialog. */
  act: () => Promise<boolean>;
  /** What happens, and fields that belong to it. */
  children: ReactNode;
}

export function Confirm(props: ConfirmProps) {
  const { label, describes, title, action, typed, errors, isBusy, act, children } = props;
  const { isDangerous = true, isDone = false } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [text, setText] = useState('');
  const [isSubmitted, setSubmitted] = useState(false);
  const open = () => {
    if (isDone) return;
    setText('');
    setSubmitted(false);
    dialog.current?.showModal();
  };
  const close = () => dialog.current?.close();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (await act()) close();
  };
  return (
    <>
      <button className={isDangerous ? 'danger-quiet' : undefined} aria-disabled={isDone} onClick={open}>
        {label}
        {describes && <span className="hidden"> {describes}</span>}
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h2 id={titleId}>{title}</h2>
        <form onSubmit={send} noValidate>
          {children}
          {typed && <TextField label={`Type ${typed} to confirm`} value={text} onChange={setText} />}
          <FormErrors errors={isSubmitted ? errors : []} />
          <div className="row">
            <button
              className={isDangerous ? 'danger' : 'primary'}
              disabled={typed !== undefined && !isSame(text, typed)}
              aria-disabled={isBusy}
            >
              {action}
            </button>
            <button type="button" onClick={close}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

/** Whether a person typed the text, in any case. */
function isSame(text: string, typed: string): boolean {
  return text.trim().toLowerCase() === typed.toLowerCase();
}
