// The entry point of the playground: the page around the editor, which loads the editor when it has been painted.

import { createRoot } from 'react-dom/client';

import { followLinks } from './share';
import { Shell } from './shell';
import { followTheme } from './theme';

import './styles/tokens.css';
import './styles/base.css';
import './styles/head.css';
import './styles/shell.css';
import './styles/side.css';

followTheme();
followLinks();

const root = document.getElementById('playground');
const head = document.getElementById('head-controls');
if (root && head) {
  root.replaceChildren();
  createRoot(root).render(<Shell head={head} />);
}
