// What follows a registration: the code of the email, or where the server verifies addresses at once, the sign-in.

import { useState } from 'react';

import { Front } from '../parts/brand';
import { Resend } from './resend';
import { VerifyCode } from './verify_code';

interface RegisteredProps {
  /** The server's note about what to do next. */
  note: string;
  isVerified: boolean;
  email: string;
  password: string;
  /** Returns to the form. */
  back: () => void;
}

export function Registered({ note, isVerified, email, password, back }: RegisteredProps) {
  const [hasVerified, setVerified] = useState(false);
  if (isVerified || hasVerified) {
    return (
      <Front title={isVerified ? 'Welcome' : 'Email verified'}>
        <p className="notice" role="status">
          {isVerified ? note : `${email} is verified. Sign in to get started.`}
        </p>
        <SignIn isPrimary />
      </Front>
    );
  }
  return (
    <Front title="Check your email">
      <p className="notice">{note}</p>
      <VerifyCode email={email} password={password} onDone={() => setVerified(true)} />
      <div className="row">
        <Resend email={email} />
        <button type="button" className="quiet" onClick={back}>
          Use another address
        </button>
      </div>
      <SignIn isPrimary={false} />
    </Front>
  );
}

function SignIn({ isPrimary }: { isPrimary: boolean }) {
  return (
    <a className={isPrimary ? 'button primary' : 'button'} href="#/sign-in">
      Sign in
    </a>
  );
}
