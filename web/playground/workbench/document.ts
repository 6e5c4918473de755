// What a text contains: its operations, and JSON.

import { type OperationDefinitionNode, type OperationTypeNode, parse } from 'graphql';

/** An operation of a text. */
export interface Found {
  name: string | null;
  kind: OperationTypeNode;
  start: number;
  end: number;
}

let last: { query: string; found: readonly Found[] } = { query: '', found: [] };

/** Returns the operations of a text; none while it is not valid GraphQL. */
export function operationsOf(query: string): readonly Found[] {
  if (query !== last.query) last = { query, found: parsed(query) };
  return last.found;
}

function parsed(query: string): readonly Found[] {
  try {
    const { definitions } = parse(query);
    const operations = definitions.filter(
      (definition): definition is OperationDefinitionNode => definition.kind === 'OperationDefinition',
    );
    return operations.map(({ name, operation, loc }) => ({
      name: name?.value ?? null,
      kind: operation,
      start: loc?.start ?? 0,
      end: loc?.end ?? 0,
    }));
  } catch {
    return [];
  }
}

/** Returns the object that a text contains in JSON, or none if it is empty. Throws an error that says what is wrong. */
export function objectOf(text: string, what: string): Record<string, unknown> | undefined {
  if (!text.trim()) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`The ${what} are not valid JSON. ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`The ${what} must be a JSON object, such as { "name": "value" }.`);
  }
  return value as Record<string, unknown>;
}

/** Returns the headers that a text contains in JSON. */
export function headersOf(text: string): Record<string, string> {
  const entries = Object.entries(objectOf(text, 'headers') ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
