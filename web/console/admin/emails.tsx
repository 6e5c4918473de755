// The outbox: emails that failed come first, and can be sent again.

import { Mail, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';

import {
  type EmailFilter,
  type EmailRowFragment,
  EmailsDocument,
  RetryEmailDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Chips } from '../parts/chips';
import { EmptyState } from '../parts/empty_state';
import { FormErrors, SelectField } from '../parts/fields';
import { PageHead } from '../parts/page_head';
import { firstPage, Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { EmailTable } from './email_table';
import { isEmailKind, isEmailState, KINDS, STATES } from './email_words';
import { PersonFilter } from './person_filter';

const SIZE = 20;
const TYPES = ['Email'];
/** An empty list does not show the type of its items. */
const CONTEXT = { additionalTypenames: TYPES };

export function Emails() {
  const { params } = useRoute();
  const variables = { filter: filter(params), ...usePage(SIZE) };
  const [{ data, error, fetching }, refetch] = useQuery({
    query: EmailsDocument,
    variables,
    context: CONTEXT,
  });
  const { submit, errors, isBusy } = useSubmit(RetryEmailDocument, TYPES);
  const [retried, setRetried] = useState('');
  const retry = async (email: EmailRowFragment) => {
    setRetried('');
    const payload = await submit({ input: { id: email.id } });
    if (payload?.email) setRetried(outcome(email, payload.email));
  };
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const emails = data?.emails;
  return (
    <>
      <PageHead
        title="Emails"
        detail="What BruinBridge sends, failures first. Sent ones are kept for 30 days. Links and codes are never shown."
      >
        <button className="icon-text" aria-disabled={fetching} onClick={reload}>
          <RefreshCw size={16} aria-hidden />
          Reload
        </button>
      </PageHead>
      <Filters />
      <div role="status">{retried && <p className="notice">{retried}</p>}</div>
      <FormErrors errors={otherErrors(errors, [])} />
      {!emails && <Pending error={error} retry={refetch} />}
      {emails?.nodes.length === 0 && (
        <EmptyState icon={Mail} title="No emails found.">
          <p>Choose another state or kind to see more.</p>
        </EmptyState>
      )}
      {emails && emails.nodes.length > 0 && (
        <EmailTable emails={emails.nodes} isBusy={isBusy} retry={retry} />
      )}
      {emails && <Pager of="emails" info={emails.pageInfo} />}
    </>
  );
}

/** What a retry did: it changes nothing for an email that was sent, is being sent, or is replaced by a newer one. */
function outcome(
  before: EmailRowFragment,
  { to, state, attempts, nextTryAt }: EmailRowFragment,
): string {
  if (state === 'SENT') return `The email to ${to} has been sent already.`;
  if (state === 'DEAD') return `A newer email to ${to} about the same is waiting. This one isn't sent.`;
  const isSame = attempts === before.attempts && nextTryAt === before.nextTryAt;
  if (isSame && before.state === 'QUEUED') return `The email to ${to} is being sent already.`;
  return `The email to ${to} is tried again now.`;
}

function filter(params: URLSearchParams): EmailFilter {
  const kind = params.get('kind');
  const state = params.get('state');
  return {
    kind: isEmailKind(kind) ? kind : null,
    state: isEmailState(state) ? state : null,
    userId: params.get('user'),
  };
}

function Filters() {
  const { params } = useRoute();
  const state = params.get('state') ?? '';
  const choose = (name: string) => (value: string | null) =>
    setParams({ ...firstPage(), [name]: value });
  return (
    <search className="filter-bar">
      <Chips
        label="State"
        options={[['', 'All'], ...Object.entries(STATES)]}
        isOn={(value) => value === (isEmailState(state) ? state : '')}
        onToggle={choose('state')}
      />
      <div className="filter-fields">
        <PersonFilter label="Person" personId={params.get('user')} onChoose={choose('user')} />
        <SelectField
          label="Kind"
          value={params.get('kind') ?? ''}
          onChange={choose('kind')}
          options={[['', 'All'], ...Object.entries(KINDS)]}
        />
      </div>
    </search>
  );
}
