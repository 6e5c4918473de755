// Which interests of a suggested person the member shares, as chips show them.

/** What a person wrote about themselves. */
export interface Profile {
  major: string[];
  hobbies: string;
  clubs: string;
}

/** An interest of the other person. */
export interface Interest {
  text: string;
  isShared: boolean;
}

const MOST = 6;
/** Longer ones are sentences, which do not fit into a chip. */
const LONGEST = 32;
const SHORTEST_WORD = 3;
/** Words that do not make two interests similar. */
const COMMON = new Set(['and', 'the', 'for', 'with', 'from', 'club', 'clubs', 'team', 'ucla', 'some']);

/** The majors that both have, then the other person's hobbies and clubs, those that both have first. */
export function interestsOf(person: Profile, own: Profile): Interest[] {
  const ownMajors = new Set(own.major.map((major) => major.toLowerCase()));
  const majors = person.major
    .filter((major) => ownMajors.has(major.toLowerCase()))
    .map((text) => ({ text, isShared: true }));
  const interests = [
    ...compared(person.hobbies, wordsOf(own.hobbies)),
    ...compared(person.clubs, wordsOf(own.clubs)),
  ];
  const sorted = [
    ...interests.filter(({ isShared }) => isShared),
    ...interests.filter(({ isShared }) => !isShared),
  ];
  return unique([...majors, ...sorted]).slice(0, MOST);
}

function compared(text: string, own: Set<string>): Interest[] {
  const isOwn = (word: string) => own.has(word);
  return phrasesOf(text).map((phrase) => ({
    text: phrase,
    isShared: [...wordsOf(phrase)].some(isOwn),
  }));
}

/** The entries of a list that somebody wrote as text. */
function phrasesOf(text: string): string[] {
  return text
    .split(/[,;•\n]|\band\b/)
    .map((phrase) => phrase.trim().replace(/[.!]+$/, ''))
    .filter((phrase) => phrase.length > 0 && phrase.length <= LONGEST)
    .map((phrase) => phrase.charAt(0).toUpperCase() + phrase.slice(1));
}

function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => word.length >= SHORTEST_WORD && !COMMON.has(word)));
}

function unique(interests: Interest[]): Interest[] {
  const byText = new Map(interests.map((interest) => [interest.text.toLowerCase(), interest]));
  return [...byText.values()];
}
