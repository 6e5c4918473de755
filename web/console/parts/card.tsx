// A titled section of a page.

import type { ReactNode } from 'react';

interface CardProps {
  title: string;
  /** What the right side of its head shows. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Card({ title, aside, children }: CardProps) {
  return (
    <section className="card">
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
