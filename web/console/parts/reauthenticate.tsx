// Asks for the password again, where the server wants it before it changes something.

import { type FormEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';

import { ReauthenticateDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { FormErrors, TextField } from './fields';
import { onPasswordNeeded } from './password_needed';

type Finish = (isConfirmed: boolean) => void;

/** The page has it once. It shows the dialog while `askForPassword` waits. */
export function Reauthenticate() {
  const [finish, setFinish] = useState<Finish | null>(null);
  useEffect(() => {
    let resolveOpen: Finish | undefined;
    const ask = () =>
      new Promise<boolean>((resolve) => {
        resolveOpen = resolve;
        setFinish(() => (isConfirmed: boolean) => {
          setFinish(null);
          resolve(isConfirmed);
        });
      });
    const remove = onPasswordNeeded(ask);
    return () => {
      remove();
      // The session may end while the dialog is open; then whoever waits must not wait for ever.
      resolveOpen?.(false);
    };
  }, []);
  return finish && <PasswordDialog finish={finish} />;
}

function PasswordDialog({ finish }: { finish: Finish }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [password, setPassword] = useState('');
  const { submit, errors, clearingErrors, isBusy } = useSubmit(ReauthenticateDocument);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  // Closed before it is removed, so that the focus returns to where it was.
  const close = () => dialog.current?.close();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await submit({ input: { password } }))) return;
    close();
    finish(true);
  };
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={() => finish(false)}>
      <h2 id={titleId}>Enter your password again</h2>
      <form onSubmit={send} noValidate>
        <p>You signed in a while ago. This makes sure that it's still you.</p>
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={clearingErrors(setPassword)}
          errors={fieldErrors(errors, 'password')}
          required
        />
        <FormErrors errors={otherErrors(errors, ['password'])} />
        <div className="row">
          <button className="primary" aria-disabled={isBusy}>
            Continue
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  );
}
