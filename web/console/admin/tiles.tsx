// Tiles that show one number each.

import type { ReactNode } from 'react';

export function Tiles({ children }: { children: ReactNode }) {
  return <dl className="tiles">{children}</dl>;
}

interface TileProps {
  title: string;
  /** Undefined while it is loading. */
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
