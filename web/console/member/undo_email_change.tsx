// The page behind the link that undoes a change of the email address. The link changes nothing by itself; the button does.

import { useState } from 'react';

import { UndoEmailChangeDocument, type UndoEmailChangeMutation } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors } from '../parts/fields';

type Undone = UndoEmailChangeMutation['payload'];

export function UndoEmailChange({ token }: { token: string }) {
  const { submit, errors, isBusy } = useSubmit(UndoEmailChangeDocument);
  const [undone, setUndone] = useState<Undone | null>(null);
  const undo = async () => setUndone(await submit({ input: { token } }));
  if (undone) {
    return (
      <Front title="Change undone">
        <p className="notice" role="status">
          {undone.alreadyUndone
            ? `This was undone before. ${undone.email} is the email address of your account.`
            : `${undone.email} is the email address of your account again. Everyone was signed out.`}
        </p>
        <p>{undone.note}</p>
        <a className="button primary" href="/#/forgot">
          Choose a new password
        </a>
      </Front>
    );
  }
  return (
    <Front title="Undo the change of your email address">
      <p>
        Your account gets its old email address back, all devices are signed out, and the password stops
        working. We'll email you a link to choose a new one.
      </p>
      <FormErrors errors={otherErrors(errors, [])} />
      <button className="danger" aria-disabled={isBusy} onClick={() => void undo()}>
        Undo the change
      </button>
    </Front>
  );
}
