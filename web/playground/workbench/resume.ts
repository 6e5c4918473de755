// Continues a subscription after the last event that arrived, by the argument `after` of its field.

import { type FieldNode, Kind, type OperationDefinitionNode, parse, print, visit } from 'graphql';

import type { Request } from './fetcher';

/** Returns a request for the events after a cursor. */
export function resumeAfter(request: Request, cursor: string): Request {
  const document = parse(request.query);
  const field = rootField(document.definitions.find(isOperation(request.operationName)));
  if (!field) return request;
  const value = field.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (value?.kind === Kind.VARIABLE) {
    return { ...request, variables: { ...request.variables, [value.name.value]: cursor } };
  }
  const after = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'after' },
    value: { kind: Kind.STRING, value: cursor },
  } as const;
  const others = field.arguments?.filter(({ name }) => name.value !== 'after') ?? [];
  const resumed = visit(document, {
    [Kind.FIELD]: (node: FieldNode) =>
      node === field ? { ...node, arguments: [...others, after] } : undefined,
  });
  return { ...request, query: print(resumed) };
}

function isOperation(name: string | undefined) {
  return (node: { kind: string }): node is OperationDefinitionNode =>
    node.kind === Kind.OPERATION_DEFINITION &&
    (!name || (node as OperationDefinitionNode).name?.value === name);
}

/** A subscription has one field; in a fragment it stays as it is. */
function rootField(operation: OperationDefinitionNode | undefined): FieldNode | undefined {
  const [selection] = operation?.selectionSet.selections ?? [];
  return selection?.kind === Kind.FIELD ? selection : undefined;
}
