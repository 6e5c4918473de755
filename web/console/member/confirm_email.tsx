// The page behind the link that confirms a new email address. The link changes nothing by itself; the button does.

import { useState } from 'react';

import { ConfirmEmailChangeDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors } from '../parts/fields';

export function ConfirmEmail({ token }: { token: string }) {
  const { submit, errors, isBusy } = useSubmit(ConfirmEmailChangeDocument);
  const [done, setDone] = useState<string | null>(null);
  const confirm = async () => {
    const payload = await submit({ input: { token } });
    if (!payload) return;
    const { email, alreadyConfirmed } = payload;
    setDone(
      alreadyConfirmed
        ? `${email} is your email address already. There's nothing left to do.`
        : `${email} is your email address now. Sign in with it from now on.`,
    );
  };
  if (done) {
    return (
      <Front title="Email address changed">
        <p className="notice" role="status">
          {done}
        </p>
        <a className="button primary" href="/#/account">
          Go to your account
        </a>
      </Front>
    );
  }
  return (
    <Front title="Confirm your new email address">
      <p>Your account gets this email address, and your other devices are signed out.</p>
      <FormErrors errors={otherErrors(errors, [])} />
      <button className="primary" aria-disabled={isBusy} onClick={() => void confirm()}>
        Confirm this address
      </button>
      <div className="front-more">
        <a href="/#/account">Request another email on your account page</a>
      </div>
    </Front>
  );
}
