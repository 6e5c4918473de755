// The console's page: what members and administrators look at.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';

import { client } from './api/client';
import { App } from './app';

import './styles/all.css';

const root = document.getElementById('console');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Provider value={client}>
        <App />
      </Provider>
    </StrictMode>,
  );
}
