// The style guide: every component of the console in every state. Only the development server, `npx vite`, serves it.

import { createRoot } from 'react-dom/client';

import { Brand } from '../console/parts/brand';
import { keepFocus } from '../console/parts/focus';
import { applyTheme } from '../console/parts/theme';
import { ThemeSwitch } from '../console/parts/theme_switch';
import { Actions } from './actions';
import { Content } from './content';
import { Forms } from './forms';
import { Layers } from './layers';

import 'uplot/dist/uPlot.min.css';
import '../console/styles/all.css';
import '../console/styles/admin.css';
import './styleguide.css';

applyTheme();
keepFocus();
const root = document.getElementById('styleguide');
if (root) createRoot(root).render(<StyleGuide />);

function StyleGuide() {
  return (
    <main className="styleguide">
      <header className="page-head">
        <div>
          <Brand />
          <h1>Style guide</h1>
        </div>
        <ThemeSwitch />
      </header>
      <Actions />
      <Forms />
      <Content />
      <Layers />
    </main>
  );
}
