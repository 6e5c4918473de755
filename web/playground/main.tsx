// The playground's page: GraphiQL over the account API, served by the API's own server.

import './workers';

import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { fetcher } from './fetcher';
import { mendMarks } from './marks';
import { sessionPanel } from './session_panel';
import { tabs } from './tabs';

import 'graphiql/style.css';
import './playground.css';

/** The panels beside the editor. */
const plugins = [sessionPanel, HISTORY_PLUGIN];
/** Whoever comes for the first time is shown where to sign in; later, what was open last is. */
const isNew = window.localStorage.getItem('graphiql:visiblePlugin') === null;
const hasRoom = window.innerWidth >= 900;

const root = document.getElementById('playground');
if (root) {
  mendMarks(root);
  createRoot(root).render(
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      {...(isNew && hasRoom && { visiblePlugin: sessionPanel.title })}
      defaultTabs={tabs}
      defaultEditorToolsVisibility={hasRoom && 'headers'}
      defaultTheme={null}
    >
      <GraphiQL.Logo>BruinBridge</GraphiQL.Logo>
    </GraphiQL>,
  );
}
