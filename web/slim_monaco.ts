// Leaves out of the bundle what the playground does not use of its editor, although the editor's modules import it.

import type { Plugin } from 'vite';

/** Modules that become empty, with the names that others import from them. Where it matters, they handle absence. */
const EMPTY: readonly (readonly [RegExp, string])[] = [
  // Views that compare texts.
  [/\/diffEditorWidget\.js$/, 'export class DiffEditorWidget {}'],
  [/\/multiDiffEditorWidget\.js$/, 'export class MultiDiffEditorWidget {}'],
  [/\/linesDiffComputers\.js$/, 'export const linesDiffComputers = {};'],
  // What neither GraphQL nor JSON have: colors, inlay hints, definitions, and quick fixes.
  [/\/colorHoverParticipant\.js$/, 'export class ColorHoverParticipant {}'],
  [/\/inlayHintsHover\.js$/, 'export class InlayHintsHover {}'],
  [/\/goToDefinitionAtPosition\.js$/, absent('GotoDefinitionAtPositionEditorContribution')],
  [/\/codeActionController\.js$/, absent('CodeActionController')],
  [/\/copyPasteController\.js$/, absent('CopyPasteController')],
  [/\/inlineCompletionsHintsWidget\.js$/, 'export const InlineSuggestionHintsContentWidget = {};'],
  [/\/gotoError\.js$/, `${absent('MarkerController')} export const NextMarkerAction = {};`],
  // Trees, and the palette of commands.
  [
    /\/listService\.js$/,
    `import { createDecorator } from '../../instantiation/common/instantiation.js';
    export const IListService = createDecorator('listService');
    export class ListService {}`,
  ],
  [/\/standaloneQuickInputService\.js$/, 'export class StandaloneQuickInputService {}'],
];

/** The formatter that the GraphQL worker would load; the page formats by itself. */
const FORMATTER = /^prettier\//;

const monaco = decodeURIComponent(new URL('./playground/workbench/monaco.ts', import.meta.url).pathname);

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

/** A part of the editor that no editor has. */
function absent(name: string): string {
  return `export const ${name} = { get: () => null };`;
}
