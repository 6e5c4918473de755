// The head of the home page: what matters most to the member now, and one thing to do about it.

import type { ReactNode } from 'react';

import { Avatar, type Pictured } from '../parts/avatar';
import { displayName, yearAndMajors } from '../parts/person';

interface HeroProps {
  title: string;
  /** The next step, as a link, and perhaps a lesser one. */
  action?: ReactNode;
  /** What is shown next to the text, such as people. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Hero({ title, action, aside, children }: HeroProps) {
  return (
    <section className="hero">
      <div className="hero-text">
        <h2>{title}</h2>
        {children}
        {action && <div className="row">{action}</div>}
      </div>
      {aside}
    </section>
  );
}

interface HeroPerson extends Pictured {
  id: string;
  year: number | null;
  major: string[];
}

/** The place of a hero while it is not known what it is about. */
export function HeroPlaceholder() {
  return (
    <section className="hero" aria-busy="true">
      <p className="hidden">Loading…</p>
    </section>
  );
}

/** Pictures in a row, of people whom the page names elsewhere. */
export function HeroAvatars({ people }: { people: (Pictured & { id: string })[] }) {
  return (
    <div className="hero-avatars">
      {people.map((person) => (
        <Avatar key={person.id} person={person} />
      ))}
    </div>
  );
}

/** A few people, each with a picture and in one line what they study. */
export function HeroPeople({ label, people }: { label: string; people: HeroPerson[] }) {
  return (
    <ul className="hero-people" aria-label={label}>
      {people.map((person) => (
        <li key={person.id} className="with-avatar">
          <Avatar person={person} />
          <div>
            <strong>{displayName(person)}</strong>
            <p>{yearAndMajors(person)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
