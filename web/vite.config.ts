// Builds the browser pages into dist/, laid out as the server serves them.

import { defineConfig } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';

import { smallConsole } from './small_console';

export default defineConfig({
  plugins: [
    smallConsole(),
    // The server holds each asset in this form alone; gzip is taken by every browser, also without TLS.
    compression({
      algorithms: [defineAlgorithm('gzip', { level: 9 })],
      include: /^assets\//,
      threshold: 0,
      skipIfLargerOrEqual: false,
      deleteOriginalAssets: true,
    }),
  ],
  build: {
    // One entry a page: the console at /, the playground at /playground.
    rolldownOptions: {
      input: { console: 'index.html', playground: 'playground/index.html' },
      // GraphiQL ships hints to a compiler that has already run.
      checks: { moduleLevelDirective: false },
    },
    assetsDir: 'assets',
    // The rules stay a file: the console's policy allows no WebAssembly out of a text.
    assetsInlineLimit: 0,
    // The editor is one large chunk by nature; it loads after the page shows.
    chunkSizeWarningLimit: 4096,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    target: 'es2023',
  },
  worker: { format: 'es' },
  // For `npx vite`: pages from here, the API from a server started beside it.
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:8000', ws: true } } },
});
