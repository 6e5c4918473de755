// The pages for visitors who are not signed in: sign in, register, and reset a password.

import { useRoute } from '../parts/route';
import { Forgot } from './forgot';
import { Register } from './register';
import { SignIn } from './sign_in';
import { useWantedPage } from './visitor';

interface WelcomeProps {
  /** Why a sign-in is needed: the previous session ended, or the server ignores it. */
  endedMessage: string | undefined;
  reload: () => void;
}

export function Welcome({ endedMessage, reload }: WelcomeProps) {
  const route = useRoute();
  useWantedPage(route);
  switch (route.page) {
    case 'register':
      return <Register />;
    case 'forgot':
      return <Forgot />;
    default:
      return <SignIn endedMessage={endedMessage} reload={reload} />;
  }
}
