// The playground's page: GraphiQL over the account API, served by the API's own server.

import './workers';

import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { fetcher } from './fetcher';
import { tabs } from './tabs';

import 'graphiql/style.css';
import './playground.css';

const root = document.getElementById('playground');
if (root) {
  createRoot(root).render(
    <GraphiQL
      fetcher={fetcher}
      defaultTabs={tabs}
      defaultEditorToolsVisibility="headers"
      defaultTheme={null}
    >
      <GraphiQL.Logo>BruinBridge</GraphiQL.Logo>
    </GraphiQL>,
  );
}
