// The page that the link in an email leads to. Nothing changes until its button is pressed: programs that check links
// open it too.

import { useState } from 'react';

import { UnsubscribeDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors } from '../parts/fields';

export function Unsubscribe({ token }: { token: string }) {
  const { submit, errors, isBusy } = useSubmit(UnsubscribeDocument);
  const [isDone, setDone] = useState(false);
  const send = async () => {
    if (await submit({ input: { token } })) setDone(true);
  };
  if (isDone) {
    return (
      <Front title="You're unsubscribed">
        <p className="notice" role="status">
          We won't send you emails about matches anymore. You can turn them on again on your account
          page.
        </p>
        <a className="button" href="/#/account">
          Go to my account
        </a>
      </Front>
    );
  }
  return (
    <Front title="Unsubscribe">
      <p>
        Stop emails about matches that begin and end? You'll still get those about your account and its
        security.
      </p>
      <FormErrors errors={otherErrors(errors, [])} />
      <button className="primary" aria-disabled={isBusy} onClick={() => void send()}>
        Unsubscribe
      </button>
      <div className="front-more">
        <a href="/#/account">Keep getting them</a>
      </div>
    </Front>
  );
}
