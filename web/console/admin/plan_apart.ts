// The pairs that an administrator keeps apart in a plan. The API does not list them, so the page remembers those of this
// visit, in order to allow them again.

import { useState } from 'react';

/** Two people who are not to be paired. */
export interface ApartPair {
  menteeId: string;
  mentorId: string;
  /** Such as "Ann Adams and Max Miller". */
  names: string;
}

/** Survives going to another page of the console. */
const known = new Map<string, readonly ApartPair[]>();

/** Returns the pairs of a plan, and how to add and remove one. */
export function useApart(planId: string) {
  const [pairs, setPairs] = useState(known.get(planId) ?? []);
  const set = (pairs: readonly ApartPair[]) => {
    known.set(planId, pairs);
    setPairs(pairs);
  };
  const others = ({ menteeId, mentorId }: ApartPair) =>
    pairs.filter((pair) => pair.menteeId !== menteeId || pair.mentorId !== mentorId);
  return {
    pairs,
    add: (pair: ApartPair) => set([...others(pair), pair]),
    remove: (pair: ApartPair) => set(others(pair)),
  };
}
