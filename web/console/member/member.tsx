// The member site: its pages and navigation.

import { CircleUser, HeartHandshake, House, UserPen } from 'lucide-react';

import type { MeQuery } from '../api/operations';
import { useRoute } from '../parts/route';
import { type NavPage, Shell } from '../parts/shell';
import { AccountPage } from './account';
import { Home } from './home';
import { ImpersonationBanner } from './impersonation_banner';
import { MyMatches } from './matches';
import { PendingDeletion } from './pending_deletion';
import { Survey } from './survey';

/** The account of the signed-in user. */
export type Account = NonNullable<MeQuery['me']>;

const PAGES: readonly NavPage[] = [
  { name: '', title: 'Home', icon: House },
  { name: 'matches', title: 'Matches', icon: HeartHandshake },
  { name: 'survey', title: 'Survey', icon: UserPen },
  { name: 'account', title: 'Account', icon: CircleUser },
];

/** Whether administrators have a page too. They are never matched, so they need no survey. */
function isForAdmins({ name }: NavPage): boolean {
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
  const user = { person: account, detail: account.email };
  if (account.isDeleted && account.permanentDeletionDate) {
    return (
      <Shell layout="top" {...{ user, onSignedOut, banner }} pages={[]} page="">
        <PendingDeletion until={account.permanentDeletionDate} reload={reload} />
      </Shell>
    );
  }
  const pages = account.role === 'ADMIN' ? PAGES.filter(isForAdmins) : PAGES;
  const current = pages.some(({ name }) => name === page) ? page : '';
  return (
    <Shell layout="top" {...{ user, onSignedOut, pages, banner }} page={current}>
      {current === '' && <Home account={account} />}
      {current === 'survey' && <Survey account={account} reload={reload} />}
      {current === 'matches' && <MyMatches account={account} />}
      {current === 'account' && <AccountPage account={account} reload={reload} />}
    </Shell>
  );
}
