// The console of a member: the pages and the way between them.

import type { MeQuery } from '../api/operations';
import { Shell } from '../parts/shell';
import { useRoute } from '../parts/route';
import { AccountPage } from './account';
import { Home } from './home';
import { Leaving } from './leaving';
import { Partners } from './partners';
import { Survey } from './survey';

/** The account that is signed in. */
export type Account = NonNullable<MeQuery['me']>;

const PAGES = [
  ['', 'Home'],
  ['survey', 'Survey'],
  ['partners', 'Partners'],
  ['account', 'Account'],
] as const;

/** Administrators are matched with nobody, so that nobody asks what they like. */
function isForAll([name]: (typeof PAGES)[number]): boolean {
  return name === '' || name === 'account';
}

interface MemberProps {
  account: Account;
  reload: () => void;
  /** Called when one has signed out. */
  left: () => void;
}

export function Member({ account, reload, left }: MemberProps) {
  const { page } = useRoute();
  if (account.isDeleted && account.permanentDeletionDate) {
    return (
      <Shell who={account.email} left={left} pages={[]} page="">
        <Leaving until={account.permanentDeletionDate} reload={reload} />
      </Shell>
    );
  }
  const pages = account.role === 'ADMIN' ? PAGES.filter(isForAll) : PAGES;
  const known = pages.some(([name]) => name === page) ? page : '';
  return (
    <Shell who={account.email} left={left} pages={pages} page={known}>
      {known === '' && <Home account={account} />}
      {known === 'survey' && <Survey account={account} reload={reload} />}
      {known === 'partners' && <Partners account={account} />}
      {known === 'account' && <AccountPage account={account} reload={reload} />}
    </Shell>
  );
}
