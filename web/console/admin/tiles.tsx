// Tiles that show one number each, and how it compares with the week before.

import { Minus, TrendingDown, TrendingUp } from 'lucide-react';
import type { ReactNode } from 'react';

export function Tiles({ children }: { children: ReactNode }) {
  return <dl className="tiles">{children}</dl>;
}

interface TileProps {
  title: string;
  /** Undefined while it is loading. */
  value: number | string | undefined;
  /** Where the tile leads; the whole of it is the link. */
  href?: string | undefined;
  children?: ReactNode;
}

export function Tile({ title, value, href, children }: TileProps) {
  const shown = typeof value === 'number' ? value.toLocaleString('en-US') : value;
  return (
    <div>
      <dt>
        {href ? (
          <a className="tile-link" href={href}>
            {title}
          </a>
        ) : (
          title
        )}
      </dt>
      <dd>{shown ?? '…'}</dd>
      {children && <dd className="tile-more">{children}</dd>}
    </div>
  );
}

/** A number of one week next to that of the week before it. */
export function Change({ now, before }: { now: number; before: number }) {
  const more = now - before;
  const Icon = more === 0 ? Minus : more > 0 ? TrendingUp : TrendingDown;
  const words =
    more === 0
      ? 'Same as the week before'
      : `${Math.abs(more).toLocaleString('en-US')} ${more > 0 ? 'more' : 'fewer'} than the week before`;
  return (
    <span className="tile-change">
      <Icon size={16} aria-hidden /> {words}
    </span>
  );
}
