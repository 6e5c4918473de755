// The bar between the editor and the result: dragging it, or the arrow keys, change their widths.

import { type KeyboardEvent, type PointerEvent, useState } from 'react';

const [MIN, MAX] = [20, 80] as const;
const STEP = 5;

/** Sets the variable `--split` of its parent, in percent. */
export function Splitter() {
  const [split, setSplit] = useState(50);
  const move = (target: HTMLElement, percent: number) => {
    const next = Math.min(Math.max(percent, MIN), MAX);
    target.parentElement?.style.setProperty('--split', `${next}%`);
    setSplit(Math.round(next));
  };
  const drag = ({ currentTarget, clientX, buttons }: PointerEvent<HTMLElement>) => {
    const area = currentTarget.parentElement?.getBoundingClientRect();
    if (area && buttons) move(currentTarget, ((clientX - area.left) / area.width) * 100);
  };
  const press = ({ currentTarget, key }: KeyboardEvent<HTMLElement>) => {
    if (key === 'ArrowLeft') move(currentTarget, split - STEP);
    if (key === 'ArrowRight') move(currentTarget, split + STEP);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved.
    <div
      className="splitter"
      role="separator"
      aria-label="Width of the editor"
      aria-orientation="vertical"
      aria-valuemin={MIN}
      aria-valuemax={MAX}
      aria-valuenow={split}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
