// The administrators' side, loaded when it is looked at.

import type { MeQuery } from '../api/operations';
import { Console } from './console';
import { AdminSignIn } from './sign_in';

import 'uplot/dist/uPlot.min.css';
import '../styles/admin.css';

interface SideProps {
  admin: MeQuery['currentAdmin'];
  /** Who is signed in otherwise, which does not open this side. */
  member: string | undefined;
  /** What to say of a session that ended. */
  ended: string | undefined;
  reload: () => void;
  /** Called when one has signed out. */
  left: () => void;
}

export default function Side({ admin, member, ended, reload, left }: SideProps) {
  if (admin) return <Console admin={admin} left={left} />;
  const why = member
    ? `You are signed in as ${member} with the members' form. This side asks for a sign-in of its own.`
    : ended;
  return <AdminSignIn why={why} reload={reload} />;
}
