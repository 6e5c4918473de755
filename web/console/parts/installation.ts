// What this server accepts where its operator has a say, for the rules that run in the browser.

import { createContext, useContext } from 'react';

import type { MeQuery } from '../api/operations';

/** The rules of this server. */
export const ServerRules = createContext<MeQuery['rules']>({ emailDomains: [], maxMentees: 0 });

/** How the package of rules takes them, and what people read. */
export function useInstallation() {
  const { emailDomains: domains, maxMentees } = useContext(ServerRules);
  const names = domains.map((domain) => `@${domain}`);
  const endings = new Intl.ListFormat('en-US', { type: 'disjunction' }).format(names);
  return { domains, maxMentees, endings: `Ends in ${endings}.` };
}
