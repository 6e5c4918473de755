// Which page of the schema's documentation is shown, and the way to it.

import { Store } from '../store';

/** A page of the documentation: a type, and maybe one of its fields. */
export interface Page {
  type: string;
  field?: string;
}

/** The pages from the start to the one that is shown. */
export const trail = new Store<readonly Page[]>([]);

/** Goes to a page. */
export function visit(page: Page): void {
  trail.update((pages) => [...pages, page]);
}
