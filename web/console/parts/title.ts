// The name of the window, which is the first thing that is read out of a page.

import { useEffect } from 'react';

const PLATFORM = 'BruinBridge';

/** Names the window after a page, as long as the page is there. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${PLATFORM}` : PLATFORM;
    return () => {
      document.title = PLATFORM;
    };
  }, [title]);
}
