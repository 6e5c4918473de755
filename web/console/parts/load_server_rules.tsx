// Loads the rules of this server for pages that links in emails lead to, which ask for nothing else about the visitor.

import type { ReactNode } from 'react';
import { useQuery } from 'urql';

import { RulesDocument } from '../api/operations';
import { DEFAULT_RULES, ServerRules } from './server_rules';

/** Until the rules are loaded, the usual ones hold; the server judges in any case. */
export function LoadServerRules({ children }: { children: ReactNode }) {
  const [{ data }] = useQuery({ query: RulesDocument, requestPolicy: 'cache-first' });
  return <ServerRules value={data?.rules ?? DEFAULT_RULES}>{children}</ServerRules>;
}
