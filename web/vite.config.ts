// Builds the browser pages into dist/, with the paths that the server uses.

import { defineConfig } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';

import { slimMonaco } from './slim_monaco.ts';
import { themeFirst } from './theme_first/plugin.ts';

export default defineConfig({
  plugins: [
    slimMonaco(),
    themeFirst(),
    // The server only has the compressed assets. All browsers accept gzip, even without TLS.
    compression({
      algorithms: [defineAlgorithm('gzip', { level: 9 })],
      include: /^assets\//,
      threshold: 0,
      skipIfLargerOrEqual: false,
      deleteOriginalAssets: true,
    }),
  ],
  resolve: {
    // Preact is a tenth of React's size.
    alias: [
      { find: /^react(-dom)?$/, replacement: 'preact/compat' },
      { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
      { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
      { find: /^react\/jsx-dev-runtime$/, replacement: 'preact/jsx-dev-runtime' },
    ],
  },
  build: {
    // One entry per page: the console at /, the playground at /playground.
    rolldownOptions: {
      // Icons have directives for a compiler that is not used here.
      checks: { moduleLevelDirective: false },
      input: {
        console: 'index.html',
        playground: 'playground/index.html',
        theme_first: 'theme_first/script.ts',
      },
    },
    assetsDir: 'assets',
    // Fonts and pictures stay files, which are cached and within the content security policies.
    assetsInlineLimit: 0,
    // The editor is one large chunk; it loads after the page appears.
    chunkSizeWarningLimit: 4096,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    target: 'es2023',
  },
  worker: { format: 'es', plugins: () => [slimMonaco()] },
  // For `npx vite`: serves the pages and forwards API requests to a server that runs locally.
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:8000', ws: true } } },
});
