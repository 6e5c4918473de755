// Builds the browser pages into dist/, laid out as the server serves them.

import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** What the console asks of React, and who answers. */
const SMALL: Record<string, string> = {
  react: 'preact/compat',
  'react-dom/client': 'preact/compat/client',
  'react/jsx-runtime': 'preact/jsx-runtime',
};

/** The modules of the console that name it. */
const OURS = ['./console/', './node_modules/urql/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/** The console is written for React and runs on Preact, a tenth of its size; the editor needs React itself. */
function smallConsole(): Plugin {
  return {
    name: 'small-console',
    enforce: 'pre',
    resolveId(source, importer) {
      const small = SMALL[source];
      const isConsole = OURS.some((folder) => importer?.startsWith(folder));
      return small && isConsole ? this.resolve(small, importer) : null;
    },
  };
}

export default defineConfig({
  plugins: [smallConsole()],
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
