// Verifying an address: the link of the letter changes nothing by itself, this page sends its token.

import { useEffect, useRef, useState } from 'react';
import { useMutation } from 'urql';

import { VerifyEmailDocument } from '../api/operations';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { Pending } from '../parts/pending';
import { Resend } from './resend';

export function Verify({ token }: { token: string }) {
  const [{ data, error }, verify] = useMutation(VerifyEmailDocument);
  const sent = useRef(false);
  const send = () => void verify({ input: { token } });
  useEffect(() => {
    // An effect may run twice, and a token is for once.
    if (sent.current) return;
    sent.current = true;
    send();
  }, []);
  const answer = data?.answer;
  const refusals = answer?.errors.map((refusal) => refusal.message) ?? [];
  return (
    <Front title="E-mail verification">
      {!answer && <Pending error={error} retry={send} />}
      <FormErrors errors={refusals} />
      {refusals.length > 0 && <AnotherLetter />}
      {answer?.email && (
        <p className="notice" role="status">
          {answer.email} {answer.alreadyVerified ? 'had been verified already.' : 'is verified.'}
        </p>
      )}
      <a className="button primary" href="/#/sign-in">
        Go to sign in
      </a>
    </Front>
  );
}

/** A link that does not count does not say whose it was. */
function AnotherLetter() {
  const [email, setEmail] = useState('');
  return (
    <>
      <TextField
        label="UCLA e-mail"
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
      />
      <Resend key={email} email={email} />
    </>
  );
}
