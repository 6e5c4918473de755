// Bundles the console with Preact, which is a tenth of React's size. The playground's editor needs React itself, so
// an import of React resolves by the module that imports it.

import type { Plugin } from 'vite';

const SMALL: Record<string, string> = {
  react: 'preact/compat',
  'react-dom/client': 'preact/compat/client',
  'react/jsx-runtime': 'preact/jsx-runtime',
  'react/jsx-dev-runtime': 'preact/jsx-dev-runtime',
};

/** The folders whose modules get Preact. */
const CONSOLE = [
  './console/',
  './styleguide/',
  './node_modules/lucide-react/',
  './node_modules/urql/',
].map((folder) => decodeURIComponent(new URL(folder, import.meta.url).pathname));

/** The Vite plugin that resolves React to Preact for the console. */
export function smallConsole(): Plugin {
  return {
    name: 'small-console',
    enforce: 'pre',
    resolveId(source, importer) {
      const replacement = SMALL[source];
      const isConsole = CONSOLE.some((folder) => importer?.startsWith(folder));
      return replacement && isConsole ? this.resolve(replacement, importer) : null;
    },
  };
}
