// The form that verifies an address with the code beside the link, for those who read their email on another device.

import { type FormEvent, type ReactNode, useState } from 'react';

import { VerifyEmailDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { CodeField } from '../parts/code_field';
import { FormErrors } from '../parts/fields';

interface VerifyCodeProps {
  email: string;
  /** The password of the registration: a code alone would open the account to whoever registered the address. */
  password: string;
  onDone: () => void;
  /** The fields for both, where they are not known yet. */
  children?: ReactNode;
}

export function VerifyCode({ email, password, onDone, children }: VerifyCodeProps) {
  const [code, setCode] = useState('');
  const { submit, errors, clearingErrors, isBusy } = useSubmit(VerifyEmailDocument);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await submit({ input: { email, code, password } })) onDone();
  };
  return (
    <form onSubmit={send} noValidate>
      {children}
      <CodeField
        value={code}
        onChange={clearingErrors(setCode)}
        errors={fieldErrors(errors, 'code')}
        hint="The six digits in the email we sent you."
        hasDigits
      />
      <FormErrors errors={otherErrors(errors, ['code'])} />
      <button className="primary" aria-disabled={isBusy}>
        Verify email
      </button>
    </form>
  );
}
