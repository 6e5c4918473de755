// The pairs that an administrator keeps apart in a plan. The API does not list them, so the page remembers those of this
// visit, in order to allow them again.

import { useState } from 'react';
import { type Client, useClient } from 'urql';

/** Two people who are not to be paired. */
export interface ApartPair {
  menteeId: string;
  mentorId: string;
  /** Such as "Ann Adams and Max Miller". */
  names: string;
}

/**
 * By the client and the plan. It survives going to another page of the console, and is forgotten with the client, which
 * is another one for each user who signs in.
 */
const known = new WeakMap<Client, Map<string, readonly ApartPair[]>>();

/** Returns the pairs of a plan, and how to add and remove one. */
export function useApart(planId: string) {
  const ofUser = useOfUser();
  const [pairs, setPairs] = useState(ofUser.get(planId) ?? []);
  const set = (pairs: readonly ApartPair[]) => {
    ofUser.set(planId, pairs);
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

/** The pairs of the signed-in user, by the plan. */
function useOfUser(): Map<string, readonly ApartPair[]> {
  const client = useClient();
  const ofUser = known.get(client) ?? new Map<string, readonly ApartPair[]>();
  known.set(client, ofUser);
  return ofUser;
}
