// The live stream of signals: filter, pause, and go on where the connection was lost.

import { useState } from 'react';

import type { NamedRowFragment } from '../api/operations';
import { SelectField, TextField } from '../parts/fields';
import { Card } from '../parts/shell';
import { clockTime } from '../parts/time';
import { type Live, type State, useSignals } from './live';
import { useCan } from './permission';
import { breakable } from './person_state';
import { SignalName } from './signal_name';

const KINDS = [
  ['all', 'All signals'],
  ['failed', 'Failures'],
  ['registration', 'Registrations'],
  ['authentication', 'Sign-ins'],
  ['deletion', 'Deletions'],
] as const;
const STATES: Record<State, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  waiting: 'Connection lost, trying again…',
  ended: 'Ended; reload this page to go on',
};

export function Signals() {
  const can = useCan();
  const live = useSignals(can('USERS_READ'));
  const [paused, setPaused] = useState<Live | null>(null);
  const [kind, setKind] = useState('all');
  const [search, setSearch] = useState('');
  const { signals } = paused ?? live;
  const rows = signals.filter((signal) => isOf(kind, signal) && speaksOf(search, signal)).reverse();
  return (
    <>
      <h1>Signals</h1>
      <Card
        title="As they happen"
        aside={
          <span className={`state state-${live.state}`} role="status">
            {STATES[live.state]}
          </span>
        }
      >
        <div className="toolbar">
          <SelectField label="Show" value={kind} onChange={setKind} options={KINDS} />
          <TextField
            label="Name, address or workflow"
            type="search"
            value={search}
            onChange={setSearch}
          />
          <button aria-pressed={paused !== null} onClick={() => setPaused(paused ? null : live)}>
            {paused ? `Resume (${live.heard - paused.heard} new)` : 'Pause'}
          </button>
        </div>
        <div role="status">
          {live.hasGap && (
            <p className="notice">
              There is a gap: the log no longer holds where this page had stopped, so the list begins
              anew with its newest signals.
            </p>
          )}
        </div>
        <div className="table-frame" tabIndex={0} role="region" aria-label="Signals, newest first">
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
          {rows.length === 0 && <p className="empty">Nothing here yet.</p>}
        </div>
      </Card>
    </>
  );
}

function Row({ signal }: { signal: NamedRowFragment }) {
  const can = useCan();
  const isBad = isFailure(signal);
  const about = addressOf(signal) ?? signal.username ?? signal.userId?.slice(-8) ?? '';
  const word = signal.errorType ?? signal.reason;
  const outcome = word && <SignalName name={word} />;
  return (
    <tr data-cursor={signal.cursor} className={isBad ? 'is-bad' : ''}>
      <td className="number">{clockTime(signal.occurredAt)}</td>
      <td>
        <SignalName name={signal.name} />
        <span className="hint"> {signal.sender.toLowerCase().replaceAll('_', ' ')}</span>
        {outcome && <div className="if-narrow">{outcome}</div>}
      </td>
      <td>
        {signal.userId && can('USERS_READ') ? (
          <a href={`#/people/${signal.userId}`}>{breakable(about)}</a>
        ) : (
          breakable(about)
        )}
      </td>
      <td className="if-wide" title={signal.errorMessage ?? ''}>
        {outcome}
      </td>
    </tr>
  );
}

/** The address that was given, or that of the account. */
function addressOf({ email, user }: NamedRowFragment): string | null {
  return email ?? user?.email ?? null;
}

function isFailure(signal: NamedRowFragment): boolean {
  return signal.name.endsWith('_FAILED') || signal.success === false;
}

function isOf(kind: string, signal: NamedRowFragment): boolean {
  if (kind === 'all') return true;
  if (kind === 'failed') return isFailure(signal);
  const stem = kind === 'authentication' ? 'AUTHENTICAT' : kind === 'registration' ? 'REGIST' : 'DELET';
  return signal.name.includes(stem);
}

function speaksOf(search: string, signal: NamedRowFragment): boolean {
  const { name, username, userId, workflowId } = signal;
  const words = [name, addressOf(signal), username, userId, workflowId];
  return words.some((word) => word?.toLowerCase().includes(search.trim().toLowerCase()));
}
