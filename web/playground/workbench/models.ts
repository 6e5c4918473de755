// The texts of the tabs, as the editor holds them: each keeps its own undo history.

import { change, type Tab, tabs } from '../tabs';
import { editor, Uri } from './monaco';
import { variablesOf } from './setup';

type Part = 'query' | 'variables' | 'headers';

const FILES = {
  query: ['operation.graphql', 'graphql'],
  variables: ['variables.json', 'json'],
  headers: ['headers.json', 'json'],
} as const;

/** Returns the text of a part of a tab, which follows what is typed. */
export function modelOf(tab: Tab, part: Part): editor.ITextModel {
  const [file, language] = FILES[part];
  const uri = uriOf(tab.id, file);
  const existing = editor.getModel(uri);
  if (existing) return existing;
  if (part === 'query') variablesOf[uri.toString()] = [uriOf(tab.id, FILES.variables[0]).toString()];
  const model = plain(editor.createModel(tab[part], language, uri));
  model.onDidChangeContent(() => change(tab.id, { [part]: model.getValue() }));
  return model;
}

/** Returns the text of the result of a tab. */
export function resultOf(id: string): editor.ITextModel {
  const uri = uriOf(id, 'result.json');
  return editor.getModel(uri) ?? plain(editor.createModel('', 'json', uri));
}

/** Replaces a text; this can be undone. */
export function replace(model: editor.ITextModel, text: string): void {
  if (text === model.getValue()) return;
  model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
}

tabs.subscribe(() => {
  const ids = new Set(tabs.get().all.map(({ id }) => id));
  for (const model of editor.getModels()) {
    const [, id = ''] = model.uri.path.split('/');
    if (model.uri.authority === 'playground' && !ids.has(id)) model.dispose();
  }
});

// Monaco rejects what it was still working out for a model that is disposed, and does not handle that itself.
window.addEventListener('unhandledrejection', (event) => {
  const { reason } = event;
  if (reason instanceof Error && reason.name === 'Canceled') event.preventDefault();
});

/** Leaves brackets in the color of the text. */
function plain(model: editor.ITextModel): editor.ITextModel {
  const bracketColorizationOptions = { enabled: false, independentColorPoolPerBracketType: false };
  model.updateOptions({ bracketColorizationOptions });
  return model;
}

function uriOf(id: string, file: string): Uri {
  return Uri.from({ scheme: 'inmemory', authority: 'playground', path: `/${id}/${file}` });
}
