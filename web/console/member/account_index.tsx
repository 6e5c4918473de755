// The index of the account page, and its sections. The page's address holds the section that was chosen.

import { type ReactNode, useEffect } from 'react';

import { useRoute } from '../parts/route';

/** Links to the sections, next to them on wide screens. */
export function AccountIndex({
  sections,
}: {
  sections: readonly (readonly [id: string, title: string])[];
}) {
  const chosen = useRoute().params.get('section');
  useEffect(() => {
    if (chosen) goTo(chosen);
  }, [chosen]);
  return (
    <nav className="account-index" aria-label="On this page">
      {sections.map(([id, title]) => (
        <a key={id} href={`#/account?section=${id}`} onClick={() => id === chosen && goTo(id)}>
          {title}
        </a>
      ))}
    </nav>
  );
}

export function AccountSection({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div id={`account-${id}`} className="account-section">
      {children}
    </div>
  );
}

/** Scrolls to a section, and moves the keyboard focus to its heading. */
function goTo(id: string) {
  const section = document.getElementById(`account-${id}`);
  const heading = section?.querySelector('h2');
  if (!section || !heading) return;
  section.scrollIntoView({ block: 'start' });
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
