// The messages page: the member's partners, and the conversation with one of them.

import { ArrowLeft, MessageCircle, MessagesSquare, UserX } from 'lucide-react';
import { useContext, useEffect, useLayoutEffect, useRef } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { ChatPartnersDocument } from '../api/operations';
import { Card } from '../parts/card';
import { useDraft } from '../parts/draft';
import { EmptyState } from '../parts/empty_state';
import { TextField } from '../parts/fields';
import { useOnReturn } from '../parts/on_return';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { navigate, useRoute } from '../parts/route';
import { ChatPane } from './chat_pane';
import { ChatPartners, type Partner, partnersOf } from './chat_partners';
import { CurrentChatStream } from './chat_stream';
import { matchesTitle } from './matches';
import type { Account } from './member';

export function Messages({ account }: { account: Account }) {
  const [{ data, error }, refetch] = useQuery({
    query: ChatPartnersDocument,
    context: PEOPLE_CONTEXT,
  });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  useReloadOnConnection(reload);
  return (
    <>
      <h1 className="chat-title">Messages</h1>
      {data ? (
        <Chat account={account} partners={partnersOf(data)} reload={reload} />
      ) : (
        <Pending error={error} retry={reload} />
      )}
    </>
  );
}

/** Matches may have ended while the connection was lost, or while the window was in the background. */
function useReloadOnConnection(reload: () => void) {
  const { connections } = useContext(CurrentChatStream);
  const latest = useRef(reload);
  useEffect(() => {
    latest.current = reload;
  });
  useEffect(() => {
    if (connections > 1) latest.current();
  }, [connections]);
  useOnReturn(reload);
}

interface ChatProps {
  account: Account;
  partners: Partner[];
  reload: () => void;
}

function Chat({ account, partners, reload }: ChatProps) {
  const id = useShownId(partners);
  const current = partners.find((partner) => partner.id === id);
  // Who it was, when the match ends while the conversation is open.
  const last = useRef(current);
  if (current) last.current = current;
  const ended = !current && id !== undefined && last.current?.id === id ? last.current : undefined;
  const hasOthers = partners.length > (current ? 1 : 0);
  if (partners.length === 0 && !ended) return <NoPartners account={account} />;
  return (
    <div className={hasOthers ? 'chat' : 'chat chat-single'} data-shows={id ? 'pane' : 'list'}>
      {hasOthers && <ChatPartners partners={partners} current={current?.id} />}
      {current ? (
        <ChatPane key={current.id} partner={current} hasOthers={hasOthers} onRefused={reload} />
      ) : (
        <div className="chat-pane">
          {id && hasOthers && (
            <a className="chat-back" href="#/messages" aria-label="All messages">
              <ArrowLeft size={20} aria-hidden />
            </a>
          )}
          {ended && <Ended partner={ended} />}
          {!ended && id && <Gone />}
          {!id && (
            <EmptyState icon={MessagesSquare} title="Choose a conversation">
              <p>Everything you write stays between the two of you.</p>
            </EmptyState>
          )}
        </div>
      )}
    </div>
  );
}

/** The partner in the address. Where there is only one, the address then names them, also when others come or they go. */
function useShownId(partners: Partner[]): string | undefined {
  const id = useRoute().rest[0];
  const only = partners.length === 1 ? partners[0]?.id : undefined;
  useLayoutEffect(() => {
    if (!id && only) navigate(`messages/${only}`, 'replace');
  }, [id, only]);
  return id ?? only;
}

function NoPartners({ account }: { account: Account }) {
  const title = matchesTitle(account);
  return (
    <Card title="No one to write to yet">
      <EmptyState icon={MessageCircle} title="Messages start with a match">
        <p>Once you're matched, you can write to each other here.</p>
        <a className="button primary" href="#/matches">
          {title === 'Mentors' ? 'Find a mentor' : 'Find mentees'}
        </a>
      </EmptyState>
    </Card>
  );
}

/** The match ended while the conversation was open. What was not sent can still be copied. */
function Ended({ partner }: { partner: Partner }) {
  const { input, set } = useDraft(`message/${partner.id}`, { body: '' });
  return (
    <section className="chat-ended">
      <EmptyState icon={UserX} title={`Your match with ${displayName(partner)} has ended`}>
        <p>Your messages with each other have been deleted.</p>
      </EmptyState>
      {input.body && (
        <>
          <TextField
            label="What you hadn't sent"
            multiline
            value={input.body}
            onChange={(body) => set('body', body)}
          />
          <div className="row">
            <button onClick={() => set('body', '')}>Discard it</button>
          </div>
        </>
      )}
    </section>
  );
}

/** An address with somebody else. */
function Gone() {
  return (
    <EmptyState icon={UserX} title="This conversation isn't available">
      <p>You can only exchange messages with people you're matched with.</p>
    </EmptyState>
  );
}
