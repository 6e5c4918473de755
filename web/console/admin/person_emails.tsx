// The emails that were sent to a person, or that could not be.

import { Mail } from 'lucide-react';
import { useQuery } from 'urql';

import { type EmailState, PersonEmailsDocument, type PersonEmailsQuery } from '../api/operations';
import { Card } from '../parts/card';
import { EmptyState } from '../parts/empty_state';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { RelativeTime } from '../parts/relative_time';
import { KINDS, STATES } from './email_words';

const SIZE = 20;
const CONTEXT = { additionalTypenames: ['Email', 'User'] };
const COLORS: Record<EmailState, string> = {
  DEAD: 'badge-bad',
  QUEUED: 'badge-warn',
  SENT: 'badge-good',
};

type Email = PersonEmailsQuery['emails']['nodes'][number];

export function PersonEmails({ id }: { id: string }) {
  const [{ data, error }, refetch] = useQuery({
    query: PersonEmailsDocument,
    variables: { userId: id, ...usePage(SIZE, 'emails-') },
    context: CONTEXT,
  });
  const emails = data?.emails;
  return (
    <Card title="Emails to this person" aside={<a href={`#/emails?user=${id}`}>Open the outbox</a>}>
      {!emails && <Pending error={error} retry={refetch} />}
      {emails?.nodes.length === 0 && <EmptyState icon={Mail} title="No emails in the last 30 days" />}
      <ul className="rows rows-dense">
        {emails?.nodes.map((email) => (
          <li key={email.id}>
            <EmailLine email={email} />
          </li>
        ))}
      </ul>
      {emails && <Pager of="emails" info={emails.pageInfo} prefix="emails-" />}
    </Card>
  );
}

function EmailLine({ email: { kind, to, state, finishedAt, createdAt, lastError } }: { email: Email }) {
  return (
    <div className="happening">
      <Mail size={18} aria-hidden />
      <div>
        {KINDS[kind]} <span className={`badge ${COLORS[state]}`}>{STATES[state]}</span>
        <span className="hint">
          To {to}
          {state !== 'SENT' && lastError && `: ${lastError}`}
        </span>
      </div>
      <span className="hint">
        <RelativeTime time={finishedAt ?? createdAt} />
      </span>
    </div>
  );
}
