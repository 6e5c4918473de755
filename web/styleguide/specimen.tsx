// A titled specimen of a component, with its states next to each other.

import type { ReactNode } from 'react';

export function Specimen({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="specimen" aria-label={title}>
      <h3>{title}</h3>
      <div className="specimen-states">{children}</div>
    </section>
  );
}
