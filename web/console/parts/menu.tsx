// A button that opens a list of actions below it.

import { type ReactNode, type RefObject, useId, useRef } from 'react';

interface MenuProps {
  /** What the button shows. */
  button: ReactNode;
  /** The name of the button, where it shows only an icon. */
  label?: string;
  /** The class of the button. */
  className?: string;
  /** Buttons and links, each of which closes the menu; other content keeps it open. */
  children: ReactNode;
}

const GAP = 6;

/**
 * A dialog that an action opens must be outside of the menu, which is hidden by then: see `ConfirmDialog`.
 */
export function Menu({ button, label, className, children }: MenuProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  return (
    <>
      <button ref={opener} className={className} aria-label={label} popoverTarget={id} type="button">
        {button}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the items are buttons and links. */}
      <div
        id={id}
        ref={panel}
        popover="auto"
        className="menu"
        onToggle={(event) => event.newState === 'open' && place(opener, panel)}
        onClickCapture={(event) => {
          const item = event.target instanceof Element && event.target.closest('button, a');
          // First of all, so that the focus is back at the button before the action moves it.
          if (item) panel.current?.hidePopover();
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (!step || !panel.current) return;
          event.preventDefault();
          focusNext(panel.current, step);
        }}
      >
        {children}
      </div>
    </>
  );
}

/** Shows the list below its button, within the window, and focuses the first item. */
function place(opener: RefObject<HTMLButtonElement | null>, panel: RefObject<HTMLDivElement | null>) {
  const list = panel.current;
  const from = opener.current?.getBoundingClientRect();
  if (!list || !from) return;
  const { offsetWidth: width, offsetHeight: height } = list;
  const isBelow = from.bottom + GAP + height <= window.innerHeight || from.top < height + GAP;
  const left = from.left + width + GAP <= window.innerWidth ? from.left : from.right - width;
  list.style.left = `${Math.max(GAP, left)}px`;
  list.style.top = `${isBelow ? from.bottom + GAP : from.top - GAP - height}px`;
  focusNext(list, 1);
}

function focusNext(list: HTMLElement, step: number) {
  const items = [...list.querySelectorAll<HTMLElement>('button, a, input')];
  const current = items.indexOf(document.activeElement as HTMLElement);
  const next = current < 0 ? 0 : (current + step + items.length) % items.length;
  items[next]?.focus();
}
