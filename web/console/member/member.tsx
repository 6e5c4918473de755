// The member site: its pages and navigation.

import { CircleUser, HeartHandshake, House, MessageCircle, UserPen } from 'lucide-react';
import { lazy, Suspense } from 'react';

import type { MeQuery } from '../api/operations';
import { Pending } from '../parts/pending';
import { useRoute } from '../parts/route';
import { type NavPage, Shell } from '../parts/shell';
import { AccountPage } from './account';
import { CurrentChatStream } from './chat_stream';
import { CurrentConversations, unreadIn, useChat } from './chat_unread';
import { Home } from './home';
import { ImpersonationBanner } from './impersonation_banner';
import { MyMatches, matchesTitle } from './matches';
import { mayChat } from './may_chat';
import { PendingDeletion } from './pending_deletion';
import { Survey } from './survey';

const Messages = lazy(async () => ({ default: (await import('./chat')).Messages }));

/** The account of the signed-in user. */
export type Account = NonNullable<MeQuery['me']>;

const PAGES: readonly NavPage[] = [
  { name: '', title: 'Home', icon: House },
  { name: 'matches', title: 'Matches', icon: HeartHandshake },
  { name: 'messages', title: 'Messages', icon: MessageCircle },
  { name: 'survey', title: 'Survey', icon: UserPen },
  { name: 'account', title: 'Account', icon: CircleUser },
];

/** The pages that an account has, as the navigation shows them. */
function pagesFor(account: Account, unread: number): readonly NavPage[] {
  if (account.role === 'ADMIN') return PAGES.filter(isForAdmins);
  return PAGES.filter(({ name }) => name !== 'messages' || mayChat(account)).map((page) => {
    if (page.name === 'matches') return { ...page, title: matchesTitle(account) };
    return page.name === 'messages' ? { ...page, count: unread } : page;
  });
}

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
  const { page, rest } = useRoute();
  const isChatOpen = page === 'messages';
  const chat = useChat(mayChat(account), isChatOpen);
  const banner = <ImpersonationBanner account={account} />;
  const user = { person: account, detail: account.email };
  if (account.isDeleted && account.permanentDeletionDate) {
    return (
      <Shell layout="top" {...{ user, onSignedOut, banner }} pages={[]} page="">
        <PendingDeletion until={account.permanentDeletionDate} reload={reload} />
      </Shell>
    );
  }
  const pages = pagesFor(account, unreadIn(chat, isChatOpen ? rest[0] : undefined));
  const current = pages.some(({ name }) => name === page) ? page : '';
  return (
    <Shell layout="top" {...{ user, onSignedOut, pages, banner }} page={current}>
      {current === '' && (
        <CurrentConversations value={chat.conversations}>
          <Home account={account} />
        </CurrentConversations>
      )}
      {current === 'survey' && <Survey account={account} reload={reload} />}
      {current === 'matches' && <MyMatches account={account} />}
      {current === 'messages' && (
        <Suspense fallback={<Pending error={undefined} retry={reload} />}>
          <CurrentChatStream value={chat.stream}>
            <CurrentConversations value={chat.conversations}>
              <Messages account={account} />
            </CurrentConversations>
          </CurrentChatStream>
        </Suspense>
      )}
      {current === 'account' && <AccountPage account={account} reload={reload} />}
    </Shell>
  );
}
