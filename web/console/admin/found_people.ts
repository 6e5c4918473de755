// Finds people for the search of the whole console, after a short pause in typing.

import { useEffect, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { FindPeopleDocument, FindPersonByIdDocument, type FoundPersonFragment } from '../api/operations';
import { displayName } from '../parts/person';

const DEBOUNCE_MS = 200;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** A person who was found, with the name to show. */
export type Found = FoundPersonFragment & { name: string };

/** Returns the people that a text finds; none for the empty text. */
export function useFoundPeople(text: string): { people: Found[]; isSearching: boolean } {
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(text), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const isId = UUID.test(search);
  const [byText] = useQuery({
    query: FindPeopleDocument,
    variables: { search },
    pause: !search || isId,
    context: PEOPLE_CONTEXT,
  });
  const [byId] = useQuery({
    query: FindPersonByIdDocument,
    variables: { id: search },
    pause: !isId,
    context: PEOPLE_CONTEXT,
  });
  const isSearching = text !== search || byText.fetching || byId.fetching;
  if (!text || text !== search) return { people: [], isSearching };
  const found = isId ? [byId.data?.user].filter((user) => !!user) : (byText.data?.users.nodes ?? []);
  return { people: found.map((person) => ({ ...person, name: displayName(person) })), isSearching };
}
