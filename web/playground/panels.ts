// Which panel the side shows, and on narrow screens, whether the side is open.

import { Store } from './store';

export type Panel = 'examples' | 'schema' | 'history';

export const panel = new Store<Panel>('examples');
/** On narrow screens, the side covers the editor while it is open. */
export const isSideOpen = new Store(false);
