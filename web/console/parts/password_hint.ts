// The hint at a field for a new password.

import { limits } from './limits';
import { useServerRules } from './server_rules';

/** What makes a good password. */
export function usePasswordHint(): string {
  return `${usePasswordLength()} A few unrelated words work best.`;
}

/** How long a password has to be. */
export function usePasswordLength(): string {
  const { passwordMin } = useServerRules();
  return `${passwordMin} to ${limits.password.maxLength} characters.`;
}
