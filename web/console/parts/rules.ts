// The validation rules, which are WebAssembly. A form that needs them loads them. They are optional: where they cannot
// be loaded, forms send what was entered, and the server checks it, as it does in any case.

import type * as validation from '@bruinbridge/validation';
import { useSyncExternalStore } from 'react';

type Rules = Pick<
  typeof validation,
  | 'suggestEmail'
  | 'validateDeletionConfirmation'
  | 'validateEmail'
  | 'validatePassword'
  | 'validateRegistration'
  | 'validateSurvey'
>;

/** Accepts everything. */
const NO_RULES: Rules = {
  suggestEmail: () => accepted(null),
  validateDeletionConfirmation: (confirmation) => accepted(confirmation ?? ''),
  validateEmail: (email) => accepted(email ?? ''),
  validatePassword: (password) => accepted(password ?? ''),
  validateRegistration: ({ email, password, role }) =>
    accepted({
      email: email ?? '',
      password: password ?? '',
      role: (role ?? 'MENTEE') as validation.MemberRole,
    }),
  validateSurvey: (input) => accepted(input as validation.Survey),
};

const listeners = new Set<() => void>();
let current = NO_RULES;
let isRequested = false;

/** Returns the rules, or until they are loaded, ones that accept everything. */
export function useRules(): Rules {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  void load();
  return () => listeners.delete(onChange);
}

async function load(): Promise<void> {
  if (isRequested) return;
  isRequested = true;
  try {
    const rules = await import('@bruinbridge/validation');
    await rules.load();
    current = rules;
  } catch (error) {
    console.warn('The forms work without the validation rules, which could not be loaded.', error);
    return;
  }
  for (const notify of listeners) notify();
}

function accepted<Value>(value: Value) {
  return { ok: true as const, value, errors: [] as [] };
}
