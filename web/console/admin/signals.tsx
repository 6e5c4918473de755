// The live stream of signals: filter, pause, and go on where the connection was lost.

import { useState } from 'react';

import type { RowFragment } from '../api/operations';
import { SelectField, TextField } from '../parts/fields';
import { Card } from '../parts/shell';
import { clockTime } from '../parts/time';
import { type Live, type State, useSignals } from './live';
import { useCan } from './permission';
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
  const live = useSignals();
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
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Signal</th>
                <th scope="col">About</th>
                <th scope="col">Outcome</th>
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

function Row({ signal }: { signal: RowFragment }) {
  const can = useCan();
  const isBad = isFailure(signal);
  const about = signal.email ?? signal.username ?? signal.userId?.slice(-8) ?? '';
  return (
    <tr data-cursor={signal.cursor} className={isBad ? 'is-bad' : ''}>
      <td className="number">{clockTime(signal.occurredAt)}</td>
      <td>
        <SignalName name={signal.name} />
        <span className="hint"> {signal.sender.toLowerCase().replaceAll('_', ' ')}</span>
      </td>
      <td>
        {signal.userId && can('USERS_READ') ? (
          <a href={`#/people/${signal.userId}`}>{about}</a>
        ) : (
          about
        )}
      </td>
      <td title={signal.errorMessage ?? ''}>{signal.errorType ?? signal.reason ?? ''}</td>
    </tr>
  );
}

function isFailure(signal: RowFragment): boolean {
  return signal.name.endsWith('_FAILED') || signal.success === false;
}

function isOf(kind: string, signal: RowFragment): boolean {
  if (kind === 'all') return true;
  if (kind === 'failed') return isFailure(signal);
  const stem = kind === 'authentication' ? 'AUTHENTICAT' : kind === 'registration' ? 'REGIST' : 'DELET';
  return signal.name.includes(stem);
}

function speaksOf(search: string, signal: RowFragment): boolean {
  const words = [signal.name, signal.email, signal.username, signal.userId, signal.workflowId];
  return words.some((word) => word?.toLowerCase().includes(search.trim().toLowerCase()));
}
