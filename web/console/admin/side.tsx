// The administrators' side, loaded when it is looked at.

import type { MeQuery } from '../api/operations';
import { Console } from './console';
import { AdminSignIn } from './sign_in';

import 'uplot/dist/uPlot.min.css';
import '../styles/admin.css';

interface SideProps {
  admin: MeQuery['currentAdmin'];
  /** What to say of a session that ended. */
  ended: string | undefined;
  reload: () => void;
  /** Called when one has signed out. */
  left: () => void;
}

export default function Side({ admin, ended, reload, left }: SideProps) {
  if (admin) return <Console admin={admin} left={left} />;
  return <AdminSignIn ended={ended} reload={reload} />;
}
