// The admin console, loaded on demand: its pages, or its sign-in form.

import type { MeQuery } from '../api/operations';
import { Console } from './console';
import { AdminSignIn } from './sign_in';

import 'uplot/dist/uPlot.min.css';
import '../styles/admin.css';
import '../styles/matching.css';
import '../styles/overview.css';
import '../styles/palette.css';
import '../styles/people.css';
import '../styles/person.css';
import '../styles/records.css';
import '../styles/setup.css';

interface AdminAppProps {
  admin: MeQuery['currentAdmin'];
  /** The email of a user who signed in on the member site, which gives no access to the admin console. */
  memberEmail: string | undefined;
  /** Why a sign-in is needed: the previous session ended, or the server ignores it. */
  endedMessage: string | undefined;
  reload: () => void;
  onSignedOut: () => void;
}

export default function AdminApp(props: AdminAppProps) {
  const { admin, memberEmail, endedMessage, reload, onSignedOut } = props;
  if (admin) return <Console admin={admin} onSignedOut={onSignedOut} />;
  const notice = memberEmail
    ? `You're signed in to the member site as ${memberEmail}. The admin console needs a separate sign-in.`
    : endedMessage;
  return <AdminSignIn notice={notice} reload={reload} />;
}
