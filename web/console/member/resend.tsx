// A button that sends another verification email, for users whose link expired or got lost.

import { useState } from 'react';

import { ResendVerificationDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';

export function Resend({ email }: { email: string }) {
  const { submit, errors, isBusy } = useSubmit(ResendVerificationDocument);
  const [note, setNote] = useState<string | null>(null);
  const resend = async () => {
    const payload = await submit({ input: { email } });
    if (payload) setNote(payload.note ?? 'Check your email.');
  };
  if (note) return <p className="notice">{note}</p>;
  return (
    <>
      <FormErrors errors={otherErrors(errors, [])} />
      <button type="button" className="quiet" aria-disabled={isBusy} onClick={() => void resend()}>
        Resend verification email
      </button>
    </>
  );
}
