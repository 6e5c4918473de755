// A text in the editor.

import { useEffect, useRef, useState } from 'react';

import { editor } from './monaco';

interface Properties {
  model: editor.ITextModel;
  label: string;
  isReadOnly?: boolean;
  /** Called with the editor, to add what it can do. */
  onCreate?(created: editor.IStandaloneCodeEditor): void;
}

export function CodeEditor({ model, label, isReadOnly = false, onCreate }: Properties) {
  const place = useRef<HTMLDivElement>(null);
  const [created, setCreated] = useState<editor.IStandaloneCodeEditor | null>(null);
  const states = useRef(new WeakMap<editor.ITextModel, editor.ICodeEditorViewState | null>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is created once.
  useEffect(() => {
    if (!place.current) return;
    const next = editor.create(place.current, {
      ...OPTIONS,
      model,
      ariaLabel: label,
      readOnly: isReadOnly,
      lineNumbers: isReadOnly ? 'off' : 'on',
    });
    onCreate?.(next);
    setCreated(next);
    return () => next.dispose();
  }, []);
  useEffect(() => {
    const shown = created?.getModel();
    if (!created || shown === model) return;
    if (shown) states.current.set(shown, created.saveViewState());
    created.setModel(model);
    created.restoreViewState(states.current.get(model) ?? null);
  }, [created, model]);
  return <div className="code" ref={place} />;
}

const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSize: 13,
  lineHeight: 20,
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 12,
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  overviewRulerBorder: false,
  renderLineHighlight: 'none',
  scrollBeyondLastLine: false,
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, alwaysConsumeMouseWheel: false },
  fixedOverflowWidgets: true,
  padding: { top: 10, bottom: 10 },
  tabSize: 2,
  wordWrap: 'on',
  stickyScroll: { enabled: false },
  renderFinalNewline: 'off',
  wordBasedSuggestions: 'off',
  readOnlyMessage: { value: 'This is the result of the last run.' },
};
