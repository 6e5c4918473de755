// The rules that this server's operator configures, for validation in the browser.

import { createContext, useContext } from 'react';

import type { MeQuery } from '../api/operations';
import { limits } from './limits';

/** What holds until the server's rules are known. */
export const DEFAULT_RULES: MeQuery['rules'] = {
  emailDomains: [],
  maxMentees: 0,
  passwordMin: limits.password.minLength,
  impersonation: false,
  matchUndoMinutes: 0,
};

/** The rules of this server. */
export const ServerRules = createContext(DEFAULT_RULES);

/** Returns the rules as the validation package takes them, and a hint about the allowed email addresses. */
export function useServerRules() {
  const { emailDomains: domains, maxMentees, passwordMin } = useContext(ServerRules);
  const names = domains.map((domain) => `@${domain}`);
  const endings = new Intl.ListFormat('en-US', { type: 'disjunction' }).format(names);
  return { domains, maxMentees, passwordMin, domainHint: `Must end in ${endings}.` };
}
