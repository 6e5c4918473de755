// Finds the people of an entry of the activity in its sentence, which names them as they are now.

import type { ActivityPersonFragment } from '../api/operations';
import { displayName } from '../parts/person';

/** A part of a sentence: words, or the person whom they name. */
export type Part = string | { person: ActivityPersonFragment; name: string };

/** Not within a longer word, name or address: "Ann Lee" is not in "Ann Leeds", "Ann Lee-Fox" or "Jo-Ann Lee". */
const BEFORE = "(?<![\\p{L}\\p{N}\\p{M}@_+.'’-])";
const AFTER = "(?![\\p{L}\\p{N}\\p{M}@_-]|[.]\\p{L}|['’](?!s\\b))";

/**
 * Divides a sentence at the names of people. A name stays mere words when it could mean somebody else: two people have it,
 * or it occurs more than once.
 */
export function linkedParts(sentence: string, people: readonly ActivityPersonFragment[]): Part[] {
  const byId = new Map(people.map((person) => [person.id, person]));
  // A name can be within a longer one, which then has the words.
  const named = [...byId.values()]
    .map((person) => ({ person, name: displayName(person) }))
    .sort((one, other) => other.name.length - one.name.length);
  return named.reduce<Part[]>(
    (parts, { person, name }) => {
      const isShared = named.some((other) => other.name === name && other.person !== person);
      return isShared ? parts : linking(parts, person, name);
    },
    [sentence],
  );
}

function linking(parts: readonly Part[], person: ActivityPersonFragment, name: string): Part[] {
  const pattern = new RegExp(`${BEFORE}${escaped(name)}${AFTER}`, 'u');
  const divided = parts.map((part) => (typeof part === 'string' ? part.split(pattern) : [part]));
  const places = divided.reduce((sum, pieces) => sum + pieces.length - 1, 0);
  if (places !== 1) return [...parts];
  return divided.flatMap<Part>(([first = '', ...rest]) =>
    rest.length ? [first, { person, name }, ...rest] : [first],
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
