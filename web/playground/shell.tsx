// The page around the editor: it paints first, and works while the editor loads.

import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';

import { EditorArea } from './editor_area';
import { ExampleList } from './example_list';
import { dismiss, notice } from './notice';
import { isSideOpen, type Panel, panel } from './panels';
import { SessionPanel } from './session_panel';
import { useStore } from './store';
import { Cross, TabStrip } from './tab_strip';
import { ThemeSwitch } from './theme_switch';

const PANELS: readonly (readonly [Panel, string])[] = [
  ['examples', 'Examples'],
  ['schema', 'Schema'],
  ['history', 'History'],
];

/** The whole page below the header, and the header's controls, which go into `head`. */
export function Shell({ head }: { head: Element }) {
  return (
    <>
      {createPortal(<HeadControls />, head)}
      <Side />
      <main className="work" aria-label="Editor">
        <TabStrip />
        <EditorArea />
      </main>
      <NoticeBar />
    </>
  );
}

function HeadControls() {
  const isOpen = useStore(isSideOpen);
  return (
    <>
      <button
        className="side-toggle"
        aria-expanded={isOpen}
        aria-label={isOpen ? 'Close menu' : 'Menu'}
        onClick={() => isSideOpen.set(!isOpen)}
      >
        {isOpen ? 'Close' : 'Menu'}
      </button>
      <a className="to-console" href="/">
        Console
      </a>
      <ThemeSwitch />
    </>
  );
}

function Side() {
  const isOpen = useStore(isSideOpen);
  const shown = useStore(panel);
  const side = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    side.current?.focus();
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && isSideOpen.set(false);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isOpen]);
  return (
    <aside
      ref={side}
      className={isOpen ? 'side is-open' : 'side'}
      aria-label="Session, examples, and schema"
      tabIndex={-1}
    >
      <SessionPanel />
      <fieldset className="segments side-panels">
        <legend className="hidden">Panel</legend>
        {PANELS.map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name="panel"
              checked={shown === value}
              onChange={() => panel.set(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <div className="panel" hidden={shown !== 'examples'}>
        <ExampleList onOpen={() => isSideOpen.set(false)} />
      </div>
      {/* The editor fills these when it has loaded. */}
      <div className="panel" id="schema-panel" hidden={shown !== 'schema'} />
      <div className="panel" id="history-panel" hidden={shown !== 'history'} />
    </aside>
  );
}

function NoticeBar() {
  const current = useStore(notice);
  const bar = useRef<HTMLDivElement>(null);
  // The focus would be lost with the button.
  const leave = () => {
    bar.current?.focus();
    dismiss();
  };
  return (
    <div ref={bar} className="notices" role="status" tabIndex={-1}>
      {current && (
        <p className={current.isBad ? 'notice notice-bad' : 'notice'}>
          <span>{current.text}</span>
          {current.retry && (
            <button
              className="notice-retry"
              onClick={() => {
                leave();
                current.retry?.();
              }}
            >
              Try again
            </button>
          )}
          <button aria-label="Dismiss" title="Dismiss" onClick={leave}>
            <Cross />
          </button>
        </p>
      )}
    </div>
  );
}
