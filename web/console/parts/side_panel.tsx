// A panel at the right side of the window, over the page, which keeps its position.

import { X } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';

import { keepAnnouncement } from './announce';

interface SidePanelProps {
  /** The name of the panel, for screen readers. */
  label: string;
  onClose: () => void;
  /** Links at the top, such as to the full page. */
  links?: ReactNode;
  children: ReactNode;
}

/** Open for as long as it is rendered. */
export function SidePanel({ label, onClose, links, children }: SidePanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isShown = useRef(false);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    isShown.current = true;
    // Closed before it is removed, so that the focus returns to where it was.
    return () => {
      isShown.current = false;
      element?.close();
      if (element) keepAnnouncement(element);
    };
  }, []);
  /** Whoever removed the panel knows. */
  const onClosed = () => isShown.current && onClose();
  return (
    <dialog ref={dialog} className="side-panel" aria-label={label} onClose={onClosed} closedby="any">
      <div className="side-panel-head">
        <button className="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <X size={20} aria-hidden />
        </button>
        {links}
      </div>
      {children}
    </dialog>
  );
}
