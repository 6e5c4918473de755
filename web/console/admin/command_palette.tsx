// The search of the whole console, Ctrl-K: people by name, address or id, pages, and actions.

import { Search } from 'lucide-react';
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';

import { Avatar } from '../parts/avatar';
import type { NavPage } from '../parts/shell';
import { type Found, useFoundPeople } from './found_people';

/** Something to do, which the search also finds. */
export interface Action extends Omit<NavPage, 'name'> {
  href: string;
}

interface PaletteProps {
  pages: readonly NavPage[];
  actions: readonly Action[];
  /** Whether the administrator may read accounts. */
  findsPeople: boolean;
}

interface Entry {
  href: string;
  title: string;
  detail: string;
  icon: ReactNode;
}

/** The button in the header, and the dialog that it opens. */
export function CommandPalette(props: PaletteProps) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button className="palette-button" aria-keyshortcuts="Control+K" onClick={() => setOpen(true)}>
        <Search size={16} aria-hidden />
        <span>Search</span>
        <kbd>Ctrl K</kbd>
      </button>
      {isOpen && <PaletteDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function PaletteDialog({
  pages,
  actions,
  findsPeople,
  onClose,
}: PaletteProps & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const { people, isSearching } = useFoundPeople(findsPeople ? text.trim() : '');
  const entries = [...matching(pages, actions, text), ...people.map(personEntry)];
  const chosen = entries[Math.min(active, entries.length - 1)];
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    dialog.current?.close();
    window.location.hash = entry.href;
  };
  const count = Math.max(1, entries.length);
  const move = (step: number) => setActive((active) => (active + step + count) % count);
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  return (
    <dialog ref={dialog} className="palette" aria-label="Search" onClose={onClose} closedby="any">
      <input
        type="search"
        role="combobox"
        aria-label="Search people, pages, and actions"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen && `${id}-${entries.indexOf(chosen)}`}
        placeholder={findsPeople ? 'Name, email address, id, page, or action' : 'Page or action'}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') move(1);
          else if (event.key === 'ArrowUp') move(-1);
          else if (event.key === 'Enter') go(chosen);
          else return;
          event.preventDefault();
        }}
      />
      <div id={`${id}-list`} role="listbox" aria-label="Results" aria-busy={isSearching}>
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, which names the active one.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys.
          <div
            key={entry.href}
            id={`${id}-${index}`}
            role="option"
            aria-selected={entry === chosen}
            onClick={() => go(entry)}
          >
            {entry.icon}
            <span>{entry.title}</span>
            <span className="hint">{entry.detail}</span>
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <p className="empty" role="status">
          {isSearching ? 'Searching…' : 'Nothing found.'}
        </p>
      )}
    </dialog>
  );
}

/** The pages and actions that a text finds: by their titles, then pages by their other words. */
function matching(pages: readonly NavPage[], actions: readonly Action[], text: string): Entry[] {
  const search = text.trim().toLowerCase();
  const has = (words = '') => words.toLowerCase().includes(search);
  const all = [
    ...pages.map((page) => ({ ...page, href: `#/${page.name}`, detail: 'Page' })),
    ...actions.map((action) => ({ ...action, detail: 'Action' })),
  ];
  const titled = all.filter(({ title }) => has(title));
  const others = all.filter((entry) => !titled.includes(entry) && has(entry.words));
  return [...titled, ...others].map(({ href, title, detail, icon: Icon }) => ({
    href,
    title,
    detail,
    icon: <Icon size={18} aria-hidden />,
  }));
}

function personEntry(person: Found): Entry {
  return {
    href: `#/people/${person.id}`,
    title: person.name,
    detail: person.name === person.email ? '' : person.email,
    icon: <Avatar person={person} />,
  };
}
