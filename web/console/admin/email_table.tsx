// The table of the outbox: to whom, about what, and how it went.

import type { EmailRowFragment } from '../api/operations';
import { RelativeTime } from '../parts/relative_time';
import { formatDateTime } from '../parts/time';
import { ActionsHead } from './actions_head';
import { explainedFailure, KINDS, STATES } from './email_words';
import { useCan } from './permission';

interface TableProps {
  emails: EmailRowFragment[];
  isBusy: boolean;
  retry: (email: EmailRowFragment) => Promise<void>;
}

export function EmailTable({ emails, isBusy, retry }: TableProps) {
  const can = useCan();
  return (
    <div className="table-frame is-whole">
      <table className="record-table">
        <caption className="hidden">Emails</caption>
        <thead>
          <tr>
            <th scope="col">Email</th>
            <th scope="col">State</th>
            <th scope="col" className="if-wide">
              Queued
            </th>
            {can('USERS_WRITE') && <ActionsHead />}
          </tr>
        </thead>
        <tbody>
          {emails.map((email) => (
            <tr key={email.id}>
              <td>
                <strong>{KINDS[email.kind]}</strong>
                <div>
                  <span className="soft">to </span>
                  <a href={`#/people/${email.userId}`}>{email.to}</a>
                </div>
              </td>
              <td>
                <EmailStatus email={email} />
              </td>
              <td className="if-wide number soft">
                <RelativeTime time={email.createdAt} />
              </td>
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
  const color =
    state === 'DEAD' ? 'badge-bad' : state === 'SENT' ? 'badge-good' : lastError ? 'badge-warn' : '';
  return (
    <>
      <span className={`badge ${color}`}>{STATES[state]}</span>
      {lastError && <div>{explainedFailure(lastError)}</div>}
      <div className="hint">
        {attempts === 1 ? '1 attempt' : `${attempts} attempts`}
        {finishedAt && ` · ${state === 'SENT' ? 'sent' : 'given up'} ${formatDateTime(finishedAt)}`}
        {!finishedAt && nextTryAt && ` · next ${formatDateTime(nextTryAt)}`}
      </div>
    </>
  );
}
