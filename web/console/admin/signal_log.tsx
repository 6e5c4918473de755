// The live log: the state of the connection, a button that pauses it, and the signals, newest first.

import { Pause, Play } from 'lucide-react';
import { useState } from 'react';

import type { NamedRowFragment, SignalFilter } from '../api/operations';
import { Card } from '../parts/card';
import { TextField } from '../parts/fields';
import { useRoute } from '../parts/route';
import { useCan } from './permission';
import { FAILURES } from './signal_filters';
import { emailOf, isFailure, SignalRow } from './signal_row';
import { type SignalStream, type Status, useSignals } from './signal_stream';

const STATUS_LABELS: Record<Status, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Connection lost. Reconnecting…',
  ended: 'Disconnected. Reload the page to continue.',
};

interface LogProps {
  filter: SignalFilter;
  /** What the signals that are shown must contain. It stays when the filter changes. */
  search: string;
  onSearch: (text: string) => void;
}

export function SignalLog({ filter, search, onSearch }: LogProps) {
  const can = useCan();
  const { params } = useRoute();
  const stream = useSignals(filter, can('USERS_READ'));
  const [paused, setPaused] = useState<SignalStream | null>(null);
  const { signals } = paused ?? stream;
  const rows = signals
    .filter((signal) => params.get('subject') !== FAILURES || isFailure(signal))
    .filter((signal) => matchesSearch(search, signal))
    .reverse();
  return (
    <Card
      title="Live log"
      aside={
        <span className={`status status-${stream.status}`} role="status">
          {STATUS_LABELS[stream.status]}
        </span>
      }
    >
      <div className="toolbar">
        <TextField
          label="Find in this list"
          placeholder="Signal, email address, or workflow ID"
          type="search"
          value={search}
          onChange={onSearch}
        />
        <button
          className="icon-text"
          aria-pressed={paused !== null}
          onClick={() => setPaused(paused ? null : stream)}
        >
          {paused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
          {paused ? `Resume (${stream.received - paused.received} new)` : 'Pause'}
        </button>
      </div>
      <div role="status">
        {stream.hasGap && (
          <p className="notice">
            Some signals may be missing. The log no longer goes back to where this page left off, so the
            list starts over with the newest signals.
          </p>
        )}
      </div>
      <section className="table-frame log-frame" tabIndex={0} aria-label="Signals, newest first">
        <table className="signals">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Signal</th>
              <th scope="col">About</th>
              <th scope="col" className="if-wide">
                Outcome
              </th>
              <th scope="col" className="more-cell">
                <span className="hidden">Arguments</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((signal) => (
              <SignalRow key={signal.id} signal={signal} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && (
          <p className="empty">{signals.length ? 'No signals found.' : 'No signals yet.'}</p>
        )}
      </section>
    </Card>
  );
}

function matchesSearch(search: string, signal: NamedRowFragment): boolean {
  const { name, username, userId, workflowId } = signal;
  const texts = [name, emailOf(signal), username, userId, workflowId];
  return texts.some((text) => text?.toLowerCase().includes(search.trim().toLowerCase()));
}
