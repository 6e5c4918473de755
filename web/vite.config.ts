// Builds the browser pages into dist/, laid out as the server serves them: dist/<path>/index.html.

import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    // One entry a page; a page is a folder here and a path on the server.
    rolldownOptions: {
      input: { playground: 'playground/index.html' },
      // GraphiQL ships hints to a compiler that has already run.
      checks: { moduleLevelDirective: false },
    },
    assetsDir: 'playground/assets',
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
