// Puts the script that sets the chosen theme into the head of each page, where it runs before the first paint.

import type { Plugin } from 'vite';

/** The Vite plugin. The script is an entry of its own, without imports, so it need not be a module. */
export function themeFirst(): Plugin {
  return {
    name: 'theme-first',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const script = Object.values(bundle ?? {}).find(({ name }) => name === 'theme_first');
        return script
          ? [{ tag: 'script', attrs: { src: `/${script.fileName}` }, injectTo: 'head-prepend' }]
          : [];
      },
    },
  };
}
