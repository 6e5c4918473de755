// The console is written for React and runs on Preact, a tenth of its size; the playground's editor needs React
// itself. So who asks decides what is found.

import type { Plugin } from 'vite';

const SMALL: Record<string, string> = {
  react: 'preact/compat',
  'react-dom/client': 'preact/compat/client',
  'react/jsx-runtime': 'preact/jsx-runtime',
};

/** The console's modules that name React. */
const OURS = ['./console/', './node_modules/urql/'].map((folder) =>
  decodeURIComponent(new URL(folder, import.meta.url).pathname),
);

/** Gives the console Preact. */
export function smallConsole(): Plugin {
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
