// The rules that this server's operator configures, for validation in the browser.

import { createContext, useContext } from 'react';

import type { MeQuery } from '../api/operations';

/** The rules of this server. */
export const ServerRules = createContext<MeQuery['rules']>({
  emailDomains: [],
  maxMentees: 0,
  impersonation: false,
});

/** Returns the rules as the validation package takes them, and a hint about the allowed email addresses. */
export function useServerRules() {
  const { emailDomains: domains, maxMentees } = useContext(ServerRules);
  const names = domains.map((domain) => `@${domain}`);
  const endings = new Intl.ListFormat('en-US', { type: 'disjunction' }).format(names);
  return { domains, maxMentees, domainHint: `Must end in ${endings}.` };
}
