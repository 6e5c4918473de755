// Asks for the password again, where the server wants it before it changes something.

import { type FormEvent, useEffect, useId, useRef, useState } from 'react';

import { ReauthenticateDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { FormErrors, TextField } from './fields';
import { onPasswordNeeded } from './password_needed';

/** The dialog. The page has it once; `askForPassword` opens it. */
export function Reauthenticate() {
  const dialog = useRef<HTMLDialogElement>(null);
  const finish = useRef<(isConfirmed: boolean) => void>(() => {});
  const titleId = useId();
  const [password, setPassword] = useState('');
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(ReauthenticateDocument);
  useEffect(
    () =>
      onPasswordNeeded(() => {
        setPassword('');
        setErrors([]);
        dialog.current?.showModal();
        return new Promise<boolean>((resolve) => {
          finish.current = resolve;
        });
      }),
    [setErrors],
  );
  const close = () => dialog.current?.close();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await submit({ input: { password } }))) return;
    finish.current(true);
    close();
  };
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={() => finish.current(false)}>
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
