// The member site: its pages and navigation.

import type { MeQuery } from '../api/operations';
import { useRoute } from '../parts/route';
import { Shell } from '../parts/shell';
import { AccountPage } from './account';
import { Home } from './home';
import { ImpersonationBanner } from './impersonation_banner';
import { MyMatches } from './matches';
import { PendingDeletion } from './pending_deletion';
import { Survey } from './survey';

/** The account of the signed-in user. */
export type Account = NonNullable<MeQuery['me']>;

const PAGES = [
  ['', 'Home'],
  ['survey', 'Survey'],
  ['matches', 'Matches'],
  ['account', 'Account'],
] as const;

/** Whether administrators have a page too. They are never matched, so they need no survey. */
function isForAdmins([name]: (typeof PAGES)[number]): boolean {
  return name === '' || name === 'account';
}

interface MemberProps {
  account: Account;
  reload: () => void;
  onSignedOut: () => void;
}

export function Member({ account, reload, onSignedOut }: MemberProps) {
  const { page } = useRoute();
  const banner = <ImpersonationBanner account={account} />;
  if (account.isDeleted && account.permanentDeletionDate) {
    return (
      <Shell userName={account.email} onSignedOut={onSignedOut} pages={[]} page="" banner={banner}>
        <PendingDeletion until={account.permanentDeletionDate} reload={reload} />
      </Shell>
    );
  }
  const pages = account.role === 'ADMIN' ? PAGES.filter(isForAdmins) : PAGES;
  const current = pages.some(([name]) => name === page) ? page : '';
  return (
    <Shell
      userName={account.email}
      onSignedOut={onSignedOut}
      pages={pages}
      page={current}
      banner={banner}
    >
      {current === '' && <Home account={account} />}
      {current === 'survey' && <Survey account={account} reload={reload} />}
      {current === 'matches' && <MyMatches account={account} />}
      {current === 'account' && <AccountPage account={account} reload={reload} />}
    </Shell>
  );
}
