// What came of the last run of the tab: a result, or the events of a subscription.

import { useStore } from '../store';
import { active, tabs } from '../tabs';
import { CodeEditor } from './code_editor';
import { EventList } from './event_list';
import { resultOf } from './models';
import { type Run, runs } from './runs';

export function ResultPane() {
  const { id } = active(useStore(tabs));
  const current = useStore(runs).get(id);
  return (
    <section className="pane result" aria-label="Result">
      {current?.kind === 'stream' ? (
        <EventList key={current.number} stream={current.stream} clear={current.clear} />
      ) : (
        <>
          <div className="pane-head">
            <h2>Result</h2>
            <Summary run={current} />
          </div>
          {!current && (
            <div className="empty">
              <p>Run the operation to see its result here.</p>
              <Shortcuts />
            </div>
          )}
        </>
      )}
      <div className="pane-body" hidden={current?.kind !== 'request'}>
        <CodeEditor model={resultOf(id)} label="Result" isReadOnly />
      </div>
    </section>
  );
}

const KEY = navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl';
const SHORTCUTS = [
  [`${KEY} Enter`, 'Run the operation'],
  ['Ctrl Space', 'Complete a name'],
  ['F12', 'Show the documentation'],
] as const;

function Shortcuts() {
  return (
    <dl className="shortcuts">
      {SHORTCUTS.map(([keys, text]) => (
        <div key={keys}>
          <dt>
            {keys.split(' ').map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Summary({ run }: { run: Run | undefined }) {
  if (run?.kind !== 'request') return <p role="status" />;
  const { isRunning, response } = run;
  return (
    <p role="status" className="summary">
      {isRunning && (
        <>
          <span className="spinner" aria-hidden="true" /> Running…
        </>
      )}
      {!isRunning && response && (
        <>
          <span className={response.status < 400 ? 'badge badge-good' : 'badge badge-bad'}>
            {response.status}
          </span>
          <span>{Math.round(response.milliseconds)} ms</span>
          <span>{sizeOf(response.bytes)}</span>
        </>
      )}
    </p>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}
