// Tabs that divide a page. The page's address holds the chosen one.

import { type ReactNode, useEffect, useRef } from 'react';

import { setParams, useRoute } from './route';

interface TabsProps {
  label: string;
  /** The tabs; the first one is shown unless the address names another. */
  tabs: readonly (readonly [name: string, title: ReactNode])[];
  /** The parameter in the address. */
  param?: string;
  /** Renders the content of a tab. */
  children: (tab: string) => ReactNode;
}

/** Returns the tab that the address names. */
export function useTab(tabs: TabsProps['tabs'], param = 'tab'): string {
  const named = useRoute().params.get(param);
  return tabs.find(([name]) => name === named)?.[0] ?? tabs[0]?.[0] ?? '';
}

export function Tabs({ label, tabs, param = 'tab', children }: TabsProps) {
  const current = useTab(tabs, param);
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen tab has to be in view.
  useEffect(() => {
    if (list.current) showChosen(list.current);
  }, [current]);
  const choose = (name: string) => setParams({ [param]: name === tabs[0]?.[0] ? null : name });
  return (
    <>
      <div ref={list} className="tabs" role="tablist" aria-label={label}>
        {tabs.map(([name, title], index) => (
          <button
            key={name}
            role="tab"
            id={`${param}-${name}`}
            aria-selected={name === current}
            aria-controls={`${param}-panel`}
            tabIndex={name === current ? 0 : -1}
            onClick={() => choose(name)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              const next = tabs[(index + (step ?? 0) + tabs.length) % tabs.length]?.[0];
              if (!step || next === undefined) return;
              choose(next);
              document.getElementById(`${param}-${next}`)?.focus();
            }}
          >
            {title}
          </button>
        ))}
      </div>
      <div
        className="tab-panel"
        role="tabpanel"
        id={`${param}-panel`}
        aria-labelledby={`${param}-${current}`}
      >
        {children(current)}
      </div>
    </>
  );
}

/** Scrolls the row of tabs so far that the chosen one is in view. */
function showChosen(list: HTMLElement) {
  const chosen = list.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
  const row = list.getBoundingClientRect();
  if (!chosen) return;
  if (chosen.left < row.left) list.scrollLeft -= row.left - chosen.left;
  else if (chosen.right > row.right) list.scrollLeft += chosen.right - row.right;
}
