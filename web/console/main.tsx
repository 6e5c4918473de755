// The entry point of the console, for members and administrators.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app';
import { BrokenPage, ErrorBoundary } from './parts/error_boundary';
import { keepFocus } from './parts/focus';
import { applyTheme } from './parts/theme';

import './styles/all.css';

applyTheme();
keepFocus();
const root = document.getElementById('console');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary fallback={<BrokenPage />}>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  );
}
