// Another verification letter, for whom the first one is of no use any more.

import { useState } from 'react';

import { ResendVerificationDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';

export function Resend({ email }: { email: string }) {
  const { submit, errors, isBusy } = useSubmit(ResendVerificationDocument);
  const [note, setNote] = useState<string | null>(null);
  const resend = async () => {
    const answer = await submit({ input: { email } });
    if (answer) setNote(answer.note ?? 'Check your mail.');
  };
  if (note) return <p className="notice">{note}</p>;
  return (
    <>
      <FormErrors errors={general(errors, [])} />
      <button type="button" className="quiet" aria-disabled={isBusy} onClick={() => void resend()}>
        Send the verification letter again
      </button>
    </>
  );
}
