// The events of a subscription, newest first, and the state of its connection.

import { memo, useState } from 'react';

import { type Connection, MAX_EVENTS, type Stream, type StreamEvent } from './event_stream';

interface Properties {
  stream: Stream;
  clear(): void;
}

const TIME = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium', hour12: false });
const COUNT = new Intl.NumberFormat('en-US');

export function EventList({ stream, clear }: Properties) {
  const [paused, setPaused] = useState<Stream | null>(null);
  const { events, received } = paused ?? stream;
  const left = received - events.length;
  return (
    <>
      <div className="pane-head">
        <h2>Events</h2>
        <State connection={stream.connection} />
        <div className="pane-actions">
          <button aria-pressed={paused !== null} onClick={() => setPaused(paused ? null : stream)}>
            {paused ? `Resume (${COUNT.format(stream.received - paused.received)} new)` : 'Pause'}
          </button>
          <button
            onClick={() => {
              setPaused(null);
              clear();
            }}
          >
            Clear
          </button>
        </div>
      </div>
      <div role="status">
        {stream.hasGap && (
          <p className="event-note">
            Events may be missing: the connection was lost, and the server can't continue where it was. A
            field that selects its cursor can continue.
          </p>
        )}
        {left > 0 && (
          <p className="event-note">
            The newest {MAX_EVENTS} of {COUNT.format(received)} events. Older ones are no longer listed.
          </p>
        )}
      </div>
      <section className="pane-body events" tabIndex={0} aria-label="Events, newest first">
        {events.length === 0 && <p className="empty">No events yet.</p>}
        <ol reversed>
          {events.map((event) => (
            <Event key={event.number} event={event} />
          ))}
        </ol>
      </section>
    </>
  );
}

function State({ connection }: { connection: Connection }) {
  return (
    <p role="status" className={`state state-${connection.state}`}>
      {connection.state === 'connecting' && 'Connecting…'}
      {connection.state === 'connected' && 'Connected'}
      {connection.state === 'reconnecting' && 'Connection lost. Reconnecting…'}
      {connection.state === 'ended' && (
        <span className={connection.isBad ? 'is-bad' : ''}>Ended: {connection.reason}</span>
      )}
    </p>
  );
}

const Event = memo(({ event }: { event: StreamEvent }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={event.hasErrors ? 'event is-bad' : 'event'}>
      <button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <time dateTime={event.at.toISOString()}>{TIME.format(event.at)}</time>{' '}
        <span className="event-name">{event.name}</span>{' '}
        <span className="event-summary">{event.summary}</span>
      </button>
      {/* Focusable, because it scrolls. */}
      {isOpen && (
        <section className="payload" tabIndex={0} aria-label={`Payload of ${event.name}`}>
          <pre>{JSON.stringify(event.payload, null, 2)}</pre>
        </section>
      )}
    </li>
  );
});
