// The open tabs, above the editor.

import { useEffect, useRef } from 'react';

import { useStore } from './store';
import { active, add, close, select, tabs, titleOf } from './tabs';

export function TabStrip() {
  const shown = useStore(tabs);
  const { id: activeId } = active(shown);
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls to the tab whenever another is shown.
  useEffect(() => {
    list.current
      ?.querySelector('[aria-current]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeId]);
  return (
    <nav className="tabs" aria-label="Tabs">
      <ul ref={list}>
        {shown.all.map((tab) => (
          <li key={tab.id} className={tab.id === activeId ? 'is-active' : ''}>
            <button
              className="tab"
              aria-current={tab.id === activeId || undefined}
              onClick={() => select(tab.id)}
            >
              {titleOf(tab)}
            </button>
            <button
              className="tab-close"
              aria-label={`Close ${titleOf(tab)}`}
              title="Close"
              onClick={() => close(tab.id)}
            >
              <Cross />
            </button>
          </li>
        ))}
      </ul>
      <button className="tab-add" aria-label="New tab" title="New tab" onClick={() => add()}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M8 3v10M3 8h10" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
      </button>
    </nav>
  );
}

/** The icon for closing something. */
export function Cross() {
  return (
    <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <path d="M3 3l10 10M13 3L3 13" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  );
}
