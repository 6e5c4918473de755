// The panel with the operations that ran.

import { isSideOpen } from '../panels';
import { useStore } from '../store';
import { open } from '../tabs';
import { clearHistory, history } from './history';

const TIME = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

export function HistoryPanel() {
  const entries = useStore(history);
  if (entries.length === 0) return <p className="empty">Operations that you run appear here.</p>;
  return (
    <div className="history">
      <ul>
        {entries.map((entry) => (
          <li key={entry.at}>
            <button
              onClick={() => {
                open(entry);
                isSideOpen.set(false);
              }}
            >
              <span className="example-title">{entry.title}</span>{' '}
              <span className="example-text">{TIME.format(entry.at)}</span>
            </button>
          </li>
        ))}
      </ul>
      <button className="history-clear" onClick={clearHistory}>
        Clear the history
      </button>
    </div>
  );
}
