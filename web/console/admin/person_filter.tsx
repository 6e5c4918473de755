// A filter by person, who is found by name, email address or id.

import { useId, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { FindPersonByIdDocument } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { displayName } from '../parts/person';
import { type Found, useFoundPeople } from './found_people';

interface PersonFilterProps {
  label: string;
  personId: string | null;
  /** Called with the chosen person, and with null for everyone. */
  onChoose: (id: string | null) => void;
}

export function PersonFilter({ label, personId, onChoose }: PersonFilterProps) {
  const id = useId();
  const chosenName = useNameOf(personId);
  /** What is being typed; null while the field shows the chosen person. */
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const { people, isSearching } = useFoundPeople(text?.trim() ?? '');
  const isOpen = Boolean(text?.trim());
  const current = people[Math.min(active, people.length - 1)];
  const choose = (person: Found | undefined) => {
    if (!person) return;
    setText(null);
    onChoose(person.id);
  };
  const type = (typed: string) => {
    setText(typed);
    setActive(0);
    if (!typed && personId) onChoose(null);
  };
  const count = Math.max(1, people.length);
  const move = (step: number) => setActive((active) => (active + step + count) % count);
  return (
    <div className="field field-wide person-filter">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        role="combobox"
        autoComplete="off"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen && current ? `${id}-${current.id}` : undefined}
        placeholder="Name, email address, or id"
        value={text ?? chosenName}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setText(null)}
        onKeyDown={(event) => {
          if (!isOpen) return;
          if (event.key === 'ArrowDown') move(1);
          else if (event.key === 'ArrowUp') move(-1);
          else if (event.key === 'Enter') choose(current);
          else if (event.key === 'Escape') setText(null);
          else return;
          event.preventDefault();
        }}
      />
      <div className="person-options" hidden={!isOpen}>
        <div id={`${id}-list`} role="listbox" aria-label="People" aria-busy={isSearching}>
          {people.map((person) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, which names the active one.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys.
            <div
              key={person.id}
              id={`${id}-${person.id}`}
              role="option"
              aria-selected={person === current}
              className="with-avatar"
              // The input keeps the focus: losing it closes the list.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(person)}
            >
              <Avatar person={person} />
              <div>
                <div>{person.name}</div>
                {person.name !== person.email && <div className="hint">{person.email}</div>}
              </div>
            </div>
          ))}
        </div>
        {people.length === 0 && (
          <p className="hint" role="status">
            {isSearching ? 'Searching…' : 'Nobody found.'}
          </p>
        )}
      </div>
    </div>
  );
}

/** The name of the chosen person; empty while there is none. */
function useNameOf(personId: string | null): string {
  const [{ data, fetching }] = useQuery({
    query: FindPersonByIdDocument,
    variables: { id: personId ?? '' },
    pause: !personId,
    context: PEOPLE_CONTEXT,
  });
  if (!personId) return '';
  if (data?.user?.id === personId) return displayName(data.user);
  return fetching ? '…' : 'Deleted account';
}
