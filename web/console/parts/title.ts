// The title of the window, which screen readers read out first.

import { useEffect } from 'react';

const SITE = 'BruinBridge';

/** Sets the window's title while the page is shown. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${SITE}` : SITE;
    return () => {
      document.title = SITE;
    };
  }, [title]);
}
