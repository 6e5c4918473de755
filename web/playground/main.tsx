// The entry point of the playground: GraphiQL for the API of the server that serves it.

import './workers';

import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { fetcher } from './fetcher';
import { sessionPanel } from './session_panel';
import { fixTabRoles } from './tab_roles';
import { tabs } from './tabs';

import 'graphiql/style.css';
import './playground.css';

/** The panels next to the editor. */
const plugins = [sessionPanel, HISTORY_PLUGIN];
/** On the first visit the session panel is open; later, GraphiQL opens the last one. */
const isFirstVisit = window.localStorage.getItem('graphiql:visiblePlugin') === null;
const isWide = window.innerWidth >= 900;

const root = document.getElementById('playground');
if (root) {
  fixTabRoles(root);
  createRoot(root).render(
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      {...(isFirstVisit && isWide && { visiblePlugin: sessionPanel.title })}
      defaultTabs={tabs}
      defaultEditorToolsVisibility={isWide && 'headers'}
      defaultTheme={null}
    >
      <GraphiQL.Logo>BruinBridge</GraphiQL.Logo>
    </GraphiQL>,
  );
}
