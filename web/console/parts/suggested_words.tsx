// Chips below a text that is a list of words: each adds its word to the list, or removes it.

import { Chips } from './chips';

interface SuggestedWordsProps {
  /** What the words are about, such as hobbies. */
  about: string;
  words: readonly string[];
  value: string;
  onChange: (text: string) => void;
}

export function SuggestedWords({ about, words, value, onChange }: SuggestedWordsProps) {
  const toggle = (word: string) =>
    onChange(hasWord(value, word) ? withoutWord(value, word) : withWord(value, word));
  return (
    <Chips
      label={`Suggestions for ${about}`}
      options={words.map((word) => [word, word] as const)}
      isOn={(word) => hasWord(value, word)}
      onToggle={toggle}
    />
  );
}

/** What separates the words of a list. */
const SEPARATORS = /([,;\n])/;

/** Whether a list of words has one, in any case. */
export function hasWord(list: string, word: string): boolean {
  return list.split(SEPARATORS).some((item) => isSame(item, word));
}

/** Adds a word at the end. */
export function withWord(list: string, word: string): string {
  const before = list.trimEnd();
  if (!before) return word;
  if (list.endsWith('\n')) return `${list}${word}`;
  return /[,;]$/.test(before) ? `${before} ${word}` : `${before}, ${word}`;
}

/** Removes a word and one separator next to it. The rest stays as it was written. */
export function withoutWord(list: string, word: string): string {
  // Words and separators take turns.
  const parts = list.split(SEPARATORS);
  const index = parts.findIndex((part) => isSame(part, word));
  if (index < 0) return list;
  return parts
    .toSpliced(Math.max(index - 1, 0), 2)
    .join('')
    .trimStart();
}

function isSame(item: string, word: string): boolean {
  return item.trim().toLowerCase() === word.toLowerCase();
}
