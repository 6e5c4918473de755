// A button that asks again before it acts.

import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';

import { FormErrors, TextField } from './fields';

interface ConfirmProps {
  /** What stands on the button. */
  label: string;
  /** What the button is about, where there are several of the same name. */
  describes?: string;
  title: string;
  /** What stands on the button that acts. */
  action: string;
  /** What has to be typed first, if anything. */
  typed?: string;
  errors: string[];
  isBusy: boolean;
  /** Acts, and answers whether all went well. */
  act: () => Promise<boolean>;
  children: ReactNode;
}

export function Confirm(props: ConfirmProps) {
  const { label, describes, title, action, typed, errors, isBusy, act, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [text, setText] = useState('');
  const [isTried, setTried] = useState(false);
  const open = () => {
    setText('');
    setTried(false);
    dialog.current?.showModal();
  };
  const close = () => dialog.current?.close();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (await act()) close();
  };
  return (
    <>
      <button className="danger-quiet" onClick={open}>
        {label}
        {describes && <span className="hidden"> {describes}</span>}
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h2 id={titleId}>{title}</h2>
        {children}
        <form onSubmit={send} noValidate>
          {typed && (
            <TextField label={`Type ${typed} to confirm`} value={text} onChange={setText} />
          )}
          <FormErrors errors={isTried ? errors : []} />
          <div className="row">
            <button
              className="danger"
              disabled={typed !== undefined && text !== typed}
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
