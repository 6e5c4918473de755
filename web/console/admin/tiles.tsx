// Figures that one sees first.

import type { ReactNode } from 'react';

export function Tiles({ children }: { children: ReactNode }) {
  return <dl className="tiles">{children}</dl>;
}

interface TileProps {
  title: string;
  /** Not yet known while it is missing. */
  value: number | string | undefined;
  children?: ReactNode;
}

export function Tile({ title, value, children }: TileProps) {
  const shown = typeof value === 'number' ? value.toLocaleString('en-US') : value;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{shown ?? '…'}</dd>
      {children && <dd className="tile-more">{children}</dd>}
    </div>
  );
}
