// Characters that the rules refuse in any text. They come from other programs, such as the tabs of a list in a word
// processor, and most of them are invisible. Pasting cleans them up; where one is left, the form says which.

/** The same characters as `has_refused` in shared-wasm/src/text.rs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them.
const REFUSED = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they separate lines in some programs.
const LINE_BREAKS = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;

/** A refused character in a text. */
export interface RefusedCharacter {
  /** Its index in the text. */
  index: number;
  /** Its number, as people count. */
  number: number;
  /** What it is, with an article. */
  name: string;
}

/** Returns a text without refused characters. In a text of one line, line breaks become spaces, as tabs always do. */
export function cleaned(text: string, hasLines: boolean): string {
  const lines = text.replace(LINE_BREAKS, '\n');
  const spaced = hasLines
    ? lines.replaceAll('\t', ' ')
    : lines.replace(/^\n+|\n+$/g, '').replace(/[\t\n]+/g, ' ');
  return spaced.replace(REFUSED, (character) => (character === '\n' ? character : ''));
}

/** Returns the first refused character of a text. Surrounding white space is never refused. */
export function firstRefused(text: string, hasLines: boolean): RefusedCharacter | null {
  const start = text.length - text.trimStart().length;
  for (const { 0: character, index } of text.trimEnd().matchAll(REFUSED)) {
    const isLineBreak = hasLines && (character === '\n' || text.startsWith('\r\n', index));
    if (index < start || isLineBreak) continue;
    return { index, number: [...text.slice(0, index)].length + 1, name: nameOf(character) };
  }
  return null;
}

function nameOf(character: string): string {
  if (character === '\t') return 'a tab';
  if (/[\n\r\u2028\u2029]/.test(character)) return 'a line break';
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `invisible (U+${code})`;
}
