// A member's home page: one next step, by the state of the member, and quiet cards below it.

import { AdminHome } from './home_admin';
import { MenteeHome } from './home_mentee';
import { MentorHome } from './home_mentor';
import type { Account } from './member';

export function Home({ account }: { account: Account }) {
  return (
    <div className="home">
      <h1>{account.firstName ? `Hi, ${account.firstName}` : 'Hi there'}</h1>
      {account.role === 'ADMIN' && <AdminHome />}
      {account.role === 'MENTEE' && <MenteeHome account={account} />}
      {account.role === 'MENTOR' && <MentorHome account={account} />}
    </div>
  );
}
