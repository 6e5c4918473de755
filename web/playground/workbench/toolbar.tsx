// The buttons above the editor: run, format, copy, and share.

import { complain } from '../notice';
import { consoleName, session } from '../session';
import { isLong, linkTo } from '../share';
import { useStore } from '../store';
import { active, tabs } from '../tabs';
import { copy } from './clipboard';
import { asCurl, asFetch } from './copy_as';
import { headersOf, operationsOf } from './document';
import { prettify } from './prettify';
import { choose, chosen, chosenNames, requestOf, run, runs } from './runs';

const RUN_KEYS = navigator.userAgent.includes('Mac') ? '⌘ Enter' : 'Ctrl+Enter';

export function Toolbar() {
  return (
    <div className="toolbar" role="toolbar" aria-label="Operation">
      <RunButton />
      <OperationPicker />
      <button
        title="Format the operation, variables, and headers"
        onClick={() => void prettify(active())}
      >
        Prettify
      </button>
      <span className="toolbar-space" />
      <button onClick={() => copyAs('curl')}>Copy as curl</button>
      <button onClick={() => copyAs('fetch')}>Copy as fetch</button>
      <button onClick={() => void share()}>Share link</button>
    </div>
  );
}

function RunButton() {
  const tab = active(useStore(tabs));
  const current = useStore(runs).get(tab.id);
  if (current?.isRunning) {
    return (
      <button className="primary run is-running" onClick={current.stop}>
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M3 3h10v10H3z" fill="currentColor" />
        </svg>
        Stop
      </button>
    );
  }
  return (
    <button className="primary run" title={`Run (${RUN_KEYS})`} onClick={() => run(active())}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M4 2.5v11l9-5.5z" fill="currentColor" />
      </svg>
      Run
    </button>
  );
}

/** Shown if the tab has several operations. */
function OperationPicker() {
  const tab = active(useStore(tabs));
  useStore(chosenNames);
  const names = operationsOf(tab.query).flatMap(({ name }) => name ?? []);
  if (names.length < 2) return null;
  return (
    <select
      aria-label="Operation to run"
      value={chosen(tab)?.name ?? ''}
      onChange={(event) => choose(tab.id, event.target.value)}
    >
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function copyAs(kind: 'curl' | 'fetch'): void {
  const tab = active();
  try {
    const names = Object.keys(headersOf(tab.headers)).map((name) => name.toLowerCase());
    const isSignedIn = session.get() !== null || consoleName.get() !== null;
    const needsToken = isSignedIn || names.includes('authorization');
    const isSubscription = chosen(tab)?.kind === 'subscription';
    const text = (kind === 'curl' ? asCurl : asFetch)({
      request: requestOf(tab),
      isSubscription,
      needsToken,
    });
    const hint = needsToken ? ' Put a token in TOKEN before you run it.' : '';
    void copy(text, `Copied as ${kind}.${hint}`);
  } catch (error) {
    complain((error as Error).message);
  }
}

async function share(): Promise<void> {
  const link = await linkTo(active());
  const hint = isLong(link) ? ' The link is long, so some programs may cut it off.' : '';
  await copy(
    link,
    `Link copied. It leaves out your session, headers, and the values of passwords, tokens, codes, and secrets in the variables. Whatever is written in the operation itself is in the link.${hint}`,
  );
}
