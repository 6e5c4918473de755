// Sets up the editor: its workers, themes, and the GraphQL mode.

import { initializeMode } from 'monaco-graphql/esm/lite.js';

import { theme } from '../theme';
import { editor, languages } from './monaco';
import Worker from './worker?worker';

window.MonacoEnvironment = { getWorker: (_id, name) => new Worker({ name }) };

/** Which variables belong to which operation, by the addresses of their models. */
export const variablesOf: Record<string, string[]> = {};

/** The GraphQL mode: it validates, completes, and explains operations. */
export const graphqlMode = initializeMode({
  diagnosticSettings: {
    validateVariablesJSON: variablesOf,
    jsonDiagnosticSettings: { validate: true, schemaValidation: 'error' },
  },
  modeConfiguration: { documentFormattingEdits: false },
});

languages.json.jsonDefaults.setDiagnosticsOptions({ validate: true, enableSchemaRequest: false });

const COLORS = {
  light: {
    keyword: 'a31572',
    field: '005587',
    argument: '5b3fb8',
    type: '8a4b00',
    string: '1c6b3a',
    number: 'a8201a',
    comment: '5f6f7c',
    plain: '14212b',
  },
  dark: {
    keyword: 'ff9ad5',
    field: '8fc7f0',
    argument: 'c3b1ff',
    type: 'f5cd7d',
    string: '86dba6',
    number: 'ff9d94',
    comment: '93a4b2',
    plain: 'e8eff5',
  },
} as const;

define('light', {
  'editor.background': '#ffffff',
  'editor.foreground': '#14212b',
  'editorLineNumber.foreground': '#5f6f7c',
  'editorLineNumber.activeForeground': '#14212b',
  'editor.selectionBackground': '#cfe3f5',
  'editorWidget.background': '#ffffff',
  'editorSuggestWidget.selectedBackground': '#dbe9f5',
  'editorSuggestWidget.selectedForeground': '#14212b',
  'editorSuggestWidget.highlightForeground': '#005587',
  'editorSuggestWidget.focusHighlightForeground': '#005587',
  'list.hoverBackground': '#eaf2f9',
  focusBorder: '#2774ae',
});
define('dark', {
  'editor.background': '#16222b',
  'editor.foreground': '#e8eff5',
  'editorLineNumber.foreground': '#93a4b2',
  'editorLineNumber.activeForeground': '#e8eff5',
  'editor.selectionBackground': '#23455f',
  'editorWidget.background': '#1d2c37',
  'editorSuggestWidget.selectedBackground': '#23455f',
  'editorSuggestWidget.selectedForeground': '#ffffff',
  'editorSuggestWidget.highlightForeground': '#8fc7f0',
  'editorSuggestWidget.focusHighlightForeground': '#8fc7f0',
  'list.hoverBackground': '#20323f',
  focusBorder: '#5aa9df',
});

const apply = () => editor.setTheme(`bruinbridge-${theme.get()}`);
apply();
theme.subscribe(apply);

function define(name: 'light' | 'dark', colors: Record<string, string>): void {
  const { keyword, field, argument, type, string, number, comment, plain } = COLORS[name];
  editor.defineTheme(`bruinbridge-${name}`, {
    base: name === 'light' ? 'vs' : 'vs-dark',
    inherit: true,
    colors,
    rules: [
      { token: '', foreground: plain },
      { token: 'keyword', foreground: keyword },
      { token: 'key.identifier.gql', foreground: field },
      { token: 'argument.identifier.gql', foreground: argument },
      { token: 'type.identifier.gql', foreground: type },
      { token: 'string', foreground: string },
      { token: 'string.key.json', foreground: field },
      { token: 'string.value.json', foreground: string },
      { token: 'number', foreground: number },
      { token: 'comment', foreground: comment },
      { token: 'delimiter', foreground: plain },
      { token: 'operator', foreground: plain },
    ],
  });
}
