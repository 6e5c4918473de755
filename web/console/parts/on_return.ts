// Runs a function whenever the user returns to the page, when much may have happened elsewhere.

import { useEffect, useRef } from 'react';

/** Calls the function whenever the page becomes visible or gets the focus. */
export function useOnReturn(act: () => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onReturn = () => {
      if (!document.hidden) latest.current();
    };
    document.addEventListener('visibilitychange', onReturn);
    window.addEventListener('focus', onReturn);
    return () => {
      document.removeEventListener('visibilitychange', onReturn);
      window.removeEventListener('focus', onReturn);
    };
  }, []);
}
