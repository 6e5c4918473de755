// Verifying an address: the link of the letter changes nothing by itself, this page sends its token.

import { useEffect, useRef } from 'react';
import { useMutation } from 'urql';

import { VerifyEmailDocument } from '../api/operations';
import { Front } from '../parts/brand';
import { FormErrors } from '../parts/fields';

export function Verify({ token }: { token: string }) {
  const [{ data, error }, verify] = useMutation(VerifyEmailDocument);
  const sent = useRef(false);
  useEffect(() => {
    // An effect may run twice, and a token is for once.
    if (sent.current) return;
    sent.current = true;
    void verify({ input: { token } });
  }, [token, verify]);
  const answer = data?.answer;
  const refusals = answer?.errors.map((refusal) => refusal.message) ?? [];
  const broken = error ? ['The server cannot be reached; reload this page in a moment.'] : [];
  return (
    <Front title="E-mail verification">
      {!answer && !error && <p>One moment…</p>}
      <FormErrors errors={[...refusals, ...broken]} />
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
