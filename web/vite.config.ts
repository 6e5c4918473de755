// Builds the browser pages into dist/, with the paths that the server uses.

import { defineConfig } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';

import { smallConsole } from './small_console.ts';

export default defineConfig({
  plugins: [
    smallConsole(),
    // The server only has the compressed assets. All browsers accept gzip, even without TLS.
    compression({
      algorithms: [defineAlgorithm('gzip', { level: 9 })],
      include: /^assets\//,
      threshold: 0,
      skipIfLargerOrEqual: false,
      deleteOriginalAssets: true,
    }),
  ],
  build: {
    // One entry per page: the console at /, the playground at /playground.
    rolldownOptions: {
      input: { console: 'index.html', playground: 'playground/index.html' },
      // GraphiQL's modules still have directives for the compiler that built them.
      checks: { moduleLevelDirective: false },
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
  worker: { format: 'es' },
  // The development server bundles packages once, and then the console's with Preact, too.
  optimizeDeps: { rolldownOptions: { plugins: [smallConsole()] } },
  // For `npx vite`: serves the pages and forwards API requests to a server that runs locally.
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:8000', ws: true } } },
});
