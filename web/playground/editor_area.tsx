// The place of the editor: until it has loaded, the operation as text.

import { type ComponentType, useEffect, useState } from 'react';

import { useStore } from './store';
import { active, tabs } from './tabs';

type State = ComponentType | 'loading' | 'failed';

export function EditorArea() {
  const [state, setState] = useState<State>('loading');
  const load = (orElse: () => void) => {
    setState('loading');
    loadWorkbench().then(({ Workbench }) => setState(() => Workbench), orElse);
  };
  const fail = () => setState('failed');
  // biome-ignore lint/correctness/useExhaustiveDependencies: loads once, after the first paint.
  useEffect(() => afterPaint(() => load(fail)), []);
  if (typeof state !== 'string') {
    const Workbench = state;
    return <Workbench />;
  }
  const retry = () => load(() => reload(fail));
  return <Placeholder isFailed={state === 'failed'} onRetry={retry} />;
}

function Placeholder({ isFailed, onRetry }: { isFailed: boolean; onRetry(): void }) {
  const { query } = active(useStore(tabs));
  return (
    <div className="placeholder">
      <div className="placeholder-state" role="status">
        {isFailed ? (
          <>
            <p className="error">The editor couldn't be loaded. Check your connection.</p>
            <button onClick={onRetry}>Try again</button>
          </>
        ) : (
          <p>
            <span className="spinner" aria-hidden="true" /> Loading the editor…
          </p>
        )}
      </div>
      <pre>{query}</pre>
    </div>
  );
}

/** Some browsers remember a failed import until the page is loaded again, which keeps the tabs. */
function reload(orElse: () => void) {
  const reached = fetch(window.location.href, { method: 'HEAD' });
  reached.then(() => window.location.reload(), orElse);
}

async function loadWorkbench() {
  await loadFailedStyles();
  return import('./workbench/workbench');
}

const failedStyles = new Set<HTMLLinkElement>();
const noteFailure = ({ target }: Event) => {
  if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') failedStyles.add(target);
};
window.addEventListener('error', noteFailure, { capture: true });

/** Loads the styles that failed to load before: an import only loads them the first time. */
async function loadFailedStyles(): Promise<void> {
  const loads = [...failedStyles].map((link) => {
    const copy = link.cloneNode() as HTMLLinkElement;
    const load = new Promise((resolve, reject) => {
      copy.addEventListener('load', resolve);
      copy.addEventListener('error', reject);
    });
    failedStyles.delete(link);
    link.replaceWith(copy);
    return load;
  });
  await Promise.all(loads);
}

/** Calls a function once the page has been painted. */
function afterPaint(call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(call);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
