// The signals page: a live view of the log that can be filtered and paused.

import { useState } from 'react';

import type { NamedRowFragment } from '../api/operations';
import { Card } from '../parts/card';
import { SelectField, TextField } from '../parts/fields';
import { formatClockTime } from '../parts/time';
import { useCan } from './permission';
import { breakableEmail } from './person_status';
import { SignalName } from './signal_name';
import { type SignalStream, type Status, useSignals } from './signal_stream';

const KINDS = [
  ['all', 'All signals'],
  ['failed', 'Failures'],
  ['registration', 'Registrations'],
  ['authentication', 'Sign-ins'],
  ['deletion', 'Deletions'],
] as const;
const STATUS_LABELS: Record<Status, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Connection lost. Reconnecting…',
  ended: 'Disconnected. Reload the page to continue.',
};

export function Signals() {
  const can = useCan();
  const stream = useSignals(can('USERS_READ'));
  const [paused, setPaused] = useState<SignalStream | null>(null);
  const [kind, setKind] = useState('all');
  const [search, setSearch] = useState('');
  const { signals } = paused ?? stream;
  const rows = signals
    .filter((signal) => isOfKind(kind, signal) && matchesSearch(search, signal))
    .reverse();
  return (
    <>
      <h1>Signals</h1>
      <Card
        title="Live log"
        aside={
          <span className={`status status-${stream.status}`} role="status">
            {STATUS_LABELS[stream.status]}
          </span>
        }
      >
        <div className="toolbar">
          <SelectField label="Show" value={kind} onChange={setKind} options={KINDS} />
          <TextField
            label="Signal, email, or workflow ID"
            type="search"
            value={search}
            onChange={setSearch}
          />
          <button aria-pressed={paused !== null} onClick={() => setPaused(paused ? null : stream)}>
            {paused ? `Resume (${stream.received - paused.received} new)` : 'Pause'}
          </button>
        </div>
        <div role="status">
          {stream.hasGap && (
            <p className="notice">
              Some signals may be missing. The log no longer goes back to where this page left off, so
              the list starts over with the newest signals.
            </p>
          )}
        </div>
        <section className="table-frame" tabIndex={0} aria-label="Signals, newest first">
          <table className="signals">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Signal</th>
                <th scope="col">About</th>
                <th scope="col" className="if-wide">
                  Outcome
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((signal) => (
                <Row key={signal.id} signal={signal} />
              ))}
            </tbody>
          </table>
          {rows.length === 0 && (
            <p className="empty">{signals.length ? 'No signals found.' : 'No signals yet.'}</p>
          )}
        </section>
      </Card>
    </>
  );
}

function Row({ signal }: { signal: NamedRowFragment }) {
  const can = useCan();
  const isBad = isFailure(signal);
  const about = emailOf(signal) ?? signal.username ?? signal.userId?.slice(-8) ?? '';
  const code = signal.errorType ?? signal.reason;
  const outcome = code && <SignalName name={code} />;
  return (
    <tr data-cursor={signal.cursor} className={isBad ? 'is-bad' : ''}>
      <td className="number">{formatClockTime(signal.occurredAt)}</td>
      <td>
        <SignalName name={signal.name} />
        <span className="hint"> {signal.sender.toLowerCase().replaceAll('_', ' ')}</span>
        {outcome && <div className="if-narrow">{outcome}</div>}
      </td>
      <td>
        {signal.userId && can('USERS_READ') ? (
          <a href={`#/people/${signal.userId}`}>{breakableEmail(about)}</a>
        ) : (
          breakableEmail(about)
        )}
      </td>
      <td className="if-wide" title={signal.errorMessage ?? ''}>
        {outcome}
      </td>
    </tr>
  );
}

/** The email address that was entered, or the one of the account. */
function emailOf({ email, user }: NamedRowFragment): string | null {
  return email ?? user?.email ?? null;
}

function isFailure(signal: NamedRowFragment): boolean {
  return signal.name.endsWith('_FAILED') || signal.success === false;
}

function isOfKind(kind: string, signal: NamedRowFragment): boolean {
  if (kind === 'all') return true;
  if (kind === 'failed') return isFailure(signal);
  const stem = kind === 'authentication' ? 'AUTHENTICAT' : kind === 'registration' ? 'REGIST' : 'DELET';
  return signal.name.includes(stem);
}

function matchesSearch(search: string, signal: NamedRowFragment): boolean {
  const { name, username, userId, workflowId } = signal;
  const texts = [name, emailOf(signal), username, userId, workflowId];
  return texts.some((text) => text?.toLowerCase().includes(search.trim().toLowerCase()));
}
