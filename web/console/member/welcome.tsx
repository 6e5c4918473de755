// Before one is signed in: sign in, register, or ask for a new password.

import { useRoute } from '../parts/route';
import { Forgot } from './forgot';
import { Register } from './register';
import { SignIn } from './sign_in';

interface WelcomeProps {
  /** What to say of a session that ended. */
  ended: string | undefined;
  reload: () => void;
}

export function Welcome({ ended, reload }: WelcomeProps) {
  switch (useRoute().page) {
    case 'register':
      return <Register />;
    case 'forgot':
      return <Forgot />;
    default:
      return <SignIn ended={ended} reload={reload} />;
  }
}
