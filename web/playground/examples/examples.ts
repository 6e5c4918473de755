// The examples of the side list, in groups by who may run them and under headings by subject.

import { administration } from './administration';
import { matching } from './matching';
import { account } from './member_account';
import { mentorship } from './member_mentorship';
import { oversight } from './oversight';
import { visitors } from './visitors';

/** An operation to start from. */
export interface Example {
  title: string;
  /** What it does, in one line. */
  description: string;
  query: string;
  variables?: object;
}

/** The examples of a subject. */
export interface Subject {
  title: string;
  examples: readonly Example[];
}

/** The examples for one kind of caller. */
export interface Group {
  title: string;
  subjects: readonly Subject[];
}

/** The kind of an example's operation. */
export type Kind = 'query' | 'mutation' | 'subscription';

/** All examples, in the order in which to try them. */
export const groups: readonly Group[] = [
  { title: 'Visitors', subjects: visitors },
  { title: 'Members', subjects: [...account, ...mentorship] },
  { title: 'Administrators', subjects: [...administration, ...matching, ...oversight] },
];

/** Returns the kind of an operation. */
export function kindOf({ query }: Pick<Example, 'query'>): Kind {
  return (/^(query|mutation|subscription)\b/m.exec(query)?.[1] ?? 'query') as Kind;
}

/** Returns the groups with only those examples that contain all words of a search. */
export function search(text: string): readonly Group[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map((group) => ({
      ...group,
      subjects: group.subjects.map((subject) => found(words, group, subject)),
    }))
    .map((group) => ({ ...group, subjects: group.subjects.filter(({ examples }) => examples.length) }))
    .filter(({ subjects }) => subjects.length);
}

function found(words: readonly string[], group: Group, subject: Subject): Subject {
  const examples = subject.examples.filter((example) => {
    const { title, description, query } = example;
    const text = [group.title, subject.title, title, description, query].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return { ...subject, examples };
}
