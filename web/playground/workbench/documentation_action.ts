// Shows the documentation of what is at the cursor.

import { getContextAtPosition } from 'graphql-language-service';
import { toGraphQLPosition } from 'monaco-graphql/esm/utils.js';

import { isSideOpen, panel } from '../panels';
import { type editor, KeyCode, KeyMod } from './monaco';
import { schemaState } from './schema';
import { type Page, visit } from './trail';

/** Adds the action to an editor: in its menu, by F12, and by a click with Ctrl or ⌘. */
export function addDocumentation(target: editor.IStandaloneCodeEditor): void {
  const show = () => {
    const page = pageAt(target);
    if (!page) return;
    visit(page);
    panel.set('schema');
    isSideOpen.set(true);
  };
  target.addAction({
    id: 'show-documentation',
    label: 'Show in Schema',
    keybindings: [KeyCode.F12, KeyMod.CtrlCmd | KeyCode.KeyK],
    contextMenuGroupId: 'navigation',
    run: show,
  });
  target.onMouseUp(({ event }) => {
    if (event.leftButton && (event.ctrlKey || event.metaKey)) show();
  });
}

function pageAt(target: editor.IStandaloneCodeEditor): Page | null {
  const state = schemaState.get();
  const position = target.getPosition();
  if (state.status !== 'ready' || !position) return null;
  const context = getContextAtPosition(target.getValue(), toGraphQLPosition(position), state.schema);
  if (!context) return null;
  const { parentType, fieldDef, type, inputType } = context.typeInfo;
  const { kind } = context.token.state;
  if ((kind === 'Field' || kind === 'AliasedField') && fieldDef && parentType) {
    return { type: nameOf(parentType), field: fieldDef.name };
  }
  const named = inputType ?? type;
  return named ? { type: nameOf(named) } : null;
}

function nameOf(type: object): string {
  return String(type).replaceAll(/[[\]!]/g, '');
}
