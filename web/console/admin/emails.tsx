// The outbox: emails that failed come first, and can be sent again.

import { useState } from 'react';
import { useQuery } from 'urql';

import {
  type EmailFilter,
  type EmailKind,
  type EmailRowFragment,
  type EmailState,
  EmailsDocument,
  RetryEmailDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors, SelectField } from '../parts/fields';
import { firstPage, Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { formatDateTime } from '../parts/time';
import { useCan } from './permission';

const SIZE = 20;
const TYPES = ['Email'];
/** An empty list does not show the type of its items. */
const CONTEXT = { additionalTypenames: TYPES };

export const KINDS: Record<EmailKind, string> = {
  VERIFICATION: 'Verification',
  INVITATION: 'Invitation',
  PASSWORD_RESET: 'Password reset',
  ALREADY_REGISTERED: 'Already registered',
  PASSWORD_CHANGED: 'Password changed',
  ADDRESS_VERIFICATION: 'New address: confirmation',
  ADDRESS_CHANGED: 'Address changed',
  DELETION_REQUESTED: 'Deletion requested',
  DELETION_CANCELED: 'Deletion canceled',
  MATCHED: 'Matched',
  MATCH_ENDED: 'Match ended',
  MENTOR_APPROVED: 'Mentor approved',
  PROFILE_REMINDER: 'Profile incomplete',
  IMPERSONATED: 'Administrator signed in as them',
  BREAK_GLASS_USED: 'Emergency access',
  MENTORSHIP_REQUESTED: 'Request to a mentor',
  MENTORSHIP_OFFERED: 'Offer to a mentee',
  REQUEST_DECLINED: 'Request declined',
  REQUEST_EXPIRED: 'Request expired',
  REQUEST_CLOSED: 'Request closed',
  SEAT_FREE: 'Seat free',
  NEW_DEVICE: 'New device',
  ADMIN_CREATED: 'Administrator created',
};

export const STATES: Record<EmailState, string> = { DEAD: 'Failed', QUEUED: 'Waiting', SENT: 'Sent' };

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
      <h1>Emails</h1>
      <Filters />
      <Card
        title="Outbox"
        aside={
          <button aria-disabled={fetching} onClick={reload}>
            Reload
          </button>
        }
      >
        <p className="soft">
          Emails that failed come first. The ones that were sent are kept for 30 days. Links and codes
          are not shown.
        </p>
        <div role="status">{retried && <p className="notice">{retried}</p>}</div>
        <FormErrors errors={otherErrors(errors, [])} />
        {!emails && <Pending error={error} retry={refetch} />}
        {emails?.nodes.length === 0 && <p className="empty">No emails found.</p>}
        {emails && emails.nodes.length > 0 && (
          <EmailTable emails={emails.nodes} isBusy={isBusy} retry={retry} />
        )}
        {emails && <Pager of="emails" info={emails.pageInfo} />}
      </Card>
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
    kind: isKind(kind) ? kind : null,
    state: isState(state) ? state : null,
    userId: params.get('user'),
  };
}

function isKind(value: string | null): value is EmailKind {
  return value !== null && Object.hasOwn(KINDS, value);
}

function isState(value: string | null): value is EmailState {
  return value !== null && Object.hasOwn(STATES, value);
}

function Filters() {
  const { params } = useRoute();
  const choose = (name: string) => (value: string) => setParams({ ...firstPage(), [name]: value });
  return (
    <search className="filters">
      <SelectField
        label="State"
        value={params.get('state') ?? ''}
        onChange={choose('state')}
        options={[['', 'All'], ...Object.entries(STATES)]}
      />
      <SelectField
        label="Kind"
        value={params.get('kind') ?? ''}
        onChange={choose('kind')}
        options={[['', 'All'], ...Object.entries(KINDS)]}
      />
      {params.has('user') && (
        <button onClick={() => setParams({ ...firstPage(), user: null })}>Emails of all people</button>
      )}
    </search>
  );
}

interface TableProps {
  emails: EmailRowFragment[];
  isBusy: boolean;
  retry: (email: EmailRowFragment) => Promise<void>;
}

function EmailTable({ emails, isBusy, retry }: TableProps) {
  const can = useCan();
  return (
    <div className="table-frame is-whole">
      <table className="people-list">
        <caption className="hidden">Emails</caption>
        <thead>
          <tr>
            <th scope="col">Email</th>
            <th scope="col" className="if-wide">
              Queued
            </th>
            {can('USERS_WRITE') && (
              <th scope="col" className="actions-cell">
                <span className="hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {emails.map((email) => (
            <tr key={email.id}>
              <td>
                <a href={`#/people/${email.userId}`}>{email.to}</a>
                <div>{KINDS[email.kind]}</div>
                <EmailStatus email={email} />
              </td>
              <td className="if-wide number">{formatDateTime(email.createdAt)}</td>
              {can('USERS_WRITE') && (
                <td className="actions-cell">
                  {email.state !== 'SENT' && (
                    <button aria-disabled={isBusy} onClick={() => void retry(email)}>
                      Retry<span className="hidden"> the email to {email.to}</span>
                    </button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EmailStatus({ email }: { email: EmailRowFragment }) {
  const { state, attempts, lastError, finishedAt, nextTryAt } = email;
  const color = state === 'DEAD' ? 'badge-bad' : lastError ? 'badge-warn' : '';
  const time = finishedAt ?? nextTryAt;
  return (
    <>
      <span className={`badge ${color}`}>{STATES[state]}</span>
      <div className="soft">
        {attempts === 1 ? '1 attempt' : `${attempts} attempts`}
        {lastError && `: ${lastError}`}
        {time && `. ${finishedAt ? 'Finished' : 'Next'}: ${formatDateTime(time)}`}
      </div>
    </>
  );
}
