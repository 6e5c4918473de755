// What stays in the memory of the page: the values of variables that are passwords, tokens, codes, or other secrets.
// Neither the browser's storage nor a link gets them.

import type { Operation } from './tabs';

const SECRET = /password|passphrase|token|secret|(?:^|_)codes?$|Codes?$/;
/** A variable where the operation uses it, with the argument or field that gets it. */
const USE = /(\w+)\s*:\s*\$(\w+)/g;

/** Returns an operation with empty texts in place of its secrets. What is written into its query stays as it is. */
export function withoutSecrets<Any extends Operation>(operation: Any): Any {
  const { query, variables } = operation;
  const uses = [...query.matchAll(USE)];
  const secret = new Set(uses.flatMap(([, field = '', name = '']) => (isSecret(field) ? name : [])));
  try {
    const values = JSON.parse(variables);
    const kept = blanked(values, (name) => secret.has(name) || isSecret(name));
    const isSame = JSON.stringify(kept) === JSON.stringify(values);
    return isSame ? operation : { ...operation, variables: JSON.stringify(kept, null, 2) };
  } catch {
    // Half typed: nothing says where a value ends.
    const names = [...variables.matchAll(/\w+/g)];
    const first = names.find(([name]) => secret.has(name) || isSecret(name));
    return first ? { ...operation, variables: variables.slice(0, first.index) } : operation;
  }
}

function isSecret(name: string): boolean {
  return SECRET.test(name) || SECRET.test(name.toLowerCase());
}

/** Returns a value with its secrets empty. */
function blanked(value: unknown, isSecretHere: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => blanked(item, isSecretHere));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, field]) => [
    name,
    isSecretHere(name) ? empty(field) : blanked(field, isSecret),
  ]);
  return Object.fromEntries(entries);
}

/** Returns a value with all of its texts and numbers empty. */
function empty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(empty);
  if (typeof value === 'string' || typeof value === 'number') return '';
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, empty(field)]));
}
