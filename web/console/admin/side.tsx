// The administrators' side, loaded when it is looked at.

import type { MeQuery } from '../api/operations';
import { Console } from './console';
import { AdminSignIn } from './sign_in';

import 'uplot/dist/uPlot.min.css';
import '../styles/admin.css';

interface SideProps {
  admin: MeQuery['currentAdmin'];
  reload: () => void;
}

export default function Side({ admin, reload }: SideProps) {
  return admin ? <Console admin={admin} reload={reload} /> : <AdminSignIn reload={reload} />;
}
