// The secrets that the server returned and that were not put away yet. They outlive the pages that created them, because
// the server returns a secret only once, but not the session of the administrator.

import { createContext, type ReactNode, useContext, useState } from 'react';

/** A new secret, and the URL of the endpoint whose requests it signs. */
export interface NewSecret {
  secret: string;
  url: string;
}

interface KeptSecrets {
  secrets: readonly NewSecret[];
  keep: (secret: NewSecret) => void;
  putAway: (secret: NewSecret) => void;
}

const Kept = createContext<KeptSecrets>({ secrets: [], keep: () => {}, putAway: () => {} });

/** Keeps new secrets for the pages within it. */
export function KeepSecrets({ children }: { children: ReactNode }) {
  const [secrets, setSecrets] = useState<readonly NewSecret[]>([]);
  const keep = (secret: NewSecret) => setSecrets((secrets) => [...secrets, secret]);
  const putAway = (secret: NewSecret) =>
    setSecrets((secrets) => secrets.filter((other) => other !== secret));
  return <Kept.Provider value={{ secrets, keep, putAway }}>{children}</Kept.Provider>;
}

/** The new secrets, oldest first, and how to add and remove one. */
export function useSecrets(): KeptSecrets {
  return useContext(Kept);
}
