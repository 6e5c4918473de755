// Leaves out of the bundle what the playground does not use of its editor: the views that compare texts, and a formatter
// in the worker.

import type { Plugin } from 'vite';

/** Modules that become empty, with the names that others import from them. */
const EMPTY: readonly (readonly [RegExp, string])[] = [
  [/\/diffEditor\/diffEditorWidget\.js$/, 'export class DiffEditorWidget {}'],
  [/\/multiDiffEditor\/multiDiffEditorWidget\.js$/, 'export class MultiDiffEditorWidget {}'],
];

/** The formatter that the GraphQL worker would load; the page formats by itself. */
const FORMATTER = /^prettier\//;

const monaco = decodeURIComponent(
  new URL('./playground/workbench/monaco.ts', import.meta.url).pathname,
);

/** The Vite plugin for pages and workers. */
export function slimMonaco(): Plugin {
  return {
    name: 'slim-monaco',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer) return null;
      if (importer.includes('/monaco-graphql/')) {
        if (source.endsWith('/monaco-editor')) return monaco;
        if (FORMATTER.test(source)) return '\0empty';
      }
      return null;
    },
    load(id) {
      if (id === '\0empty') return 'export default null';
      return EMPTY.find(([file]) => file.test(id))?.[1] ?? null;
    },
  };
}
