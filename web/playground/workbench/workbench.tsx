// The editor with everything around it, loaded after the page has been painted.

import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';

import { check } from '../session';
import { useStore } from '../store';
import { active, tabs } from '../tabs';
import { CodeEditor } from './code_editor';
import { addDocumentation } from './documentation_action';
import { HistoryPanel } from './history_panel';
import { modelOf } from './models';
import { type editor, KeyCode, KeyMod } from './monaco';
import { ResultPane } from './result_pane';
import { chooseAt, run } from './runs';
import { loadSchema } from './schema';
import { SchemaPanel } from './schema_panel';
import { Splitter } from './splitter';
import { Toolbar } from './toolbar';

import '../styles/workbench.css';
import '../styles/result.css';
import '../styles/schema.css';

export function Workbench() {
  useEffect(() => {
    void loadSchema();
    // Whether the console has a session that would be used; it may change in another tab.
    const onFocus = () => void check();
    onFocus();
    window.addEventListener('focus', onFocus);
    return () => window.removeEventListener('focus', onFocus);
  }, []);
  return (
    <>
      <Toolbar />
      <div className="panes">
        <div className="editors">
          <OperationEditor />
          <Inputs />
        </div>
        <Splitter />
        <ResultPane />
      </div>
      <InPanel id="schema-panel">
        <SchemaPanel />
      </InPanel>
      <InPanel id="history-panel">
        <HistoryPanel />
      </InPanel>
    </>
  );
}

function OperationEditor() {
  const tab = active(useStore(tabs));
  return (
    <section className="pane" aria-label="Operation">
      <CodeEditor
        model={modelOf(tab, 'query')}
        label="Operation"
        onCreate={(created) => {
          addRun(created, true);
          addDocumentation(created);
        }}
      />
    </section>
  );
}

/** The variables and headers below the operation. */
function Inputs() {
  const tab = active(useStore(tabs));
  // On a phone there is little space for what most operations don't need.
  const [shown, setShown] = useState<'variables' | 'headers' | null>(isNarrow() ? null : 'variables');
  const button = (part: 'variables' | 'headers', label: string) => (
    <button
      aria-expanded={shown === part}
      onClick={() => setShown(shown === part ? null : part)}
      className={tab[part].trim() ? 'has-text' : ''}
    >
      {label}
    </button>
  );
  return (
    <section
      className={shown ? 'pane inputs' : 'pane inputs is-closed'}
      aria-label="Variables and headers"
    >
      <div className="pane-head">
        {button('variables', 'Variables')}
        {button('headers', 'Headers')}
      </div>
      <div className="pane-body" hidden={shown !== 'variables'}>
        <CodeEditor
          model={modelOf(tab, 'variables')}
          label="Variables"
          onCreate={(created) => addRun(created, false)}
        />
      </div>
      <div className="pane-body" hidden={shown !== 'headers'}>
        <CodeEditor
          model={modelOf(tab, 'headers')}
          label="Headers"
          onCreate={(created) => addRun(created, false)}
        />
      </div>
    </section>
  );
}

function isNarrow(): boolean {
  return window.matchMedia('(width < 56rem)').matches;
}

/** Ctrl+Enter runs the tab; in the operation's editor, it runs the operation at the cursor. */
function addRun(created: editor.IStandaloneCodeEditor, isOperation: boolean): void {
  created.addAction({
    id: 'run-operation',
    label: 'Run Operation',
    keybindings: [KeyMod.CtrlCmd | KeyCode.Enter],
    contextMenuGroupId: 'navigation',
    run: () => {
      const position = created.getPosition();
      if (isOperation && position) chooseAt(active(), created.getModel()?.getOffsetAt(position) ?? 0);
      run(active());
    },
  });
}

function InPanel({ id, children }: { id: string; children: React.ReactNode }) {
  const place = document.getElementById(id);
  return place && createPortal(children, place);
}
