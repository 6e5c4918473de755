// Before one is signed in: sign in, register, or ask for a new password.

import { useRoute } from '../parts/route';
import { Forgot } from './forgot';
import { Register } from './register';
import { SignIn } from './sign_in';

export function Welcome({ reload }: { reload: () => void }) {
  switch (useRoute().page) {
    case 'register':
      return <Register />;
    case 'forgot':
      return <Forgot />;
    default:
      return <SignIn reload={reload} />;
  }
}
