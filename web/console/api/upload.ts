// Uploads a file with a mutation, as the GraphQL multipart request specification describes. `fetch` does not report the
// progress of what it sends.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { DocumentNode } from 'graphql';
import { formatDocument, stringifyDocument } from 'urql';

import type { FormError } from './submit';

interface Payload {
  errors: FormError[];
}

interface Result {
  data?: { payload: Payload } | null;
  errors?: { message: string }[];
}

const NO_RESPONSE = "Can't reach the server. Try again in a moment.";

/**
 * Sends a mutation whose variable `input.file` is the file. Calls `onProgress` with the sent part, from 0 to 1.
 * Returns the messages of what went wrong, if anything did.
 */
export function upload(
  document: TypedDocumentNode<{ payload: Payload }, never>,
  file: Blob,
  onProgress: (part: number) => void,
): Promise<string[]> {
  const form = new FormData();
  // As the client sends it: a server may run only the documents that it trusts.
  const query = stringifyDocument(formatDocument(document as DocumentNode) as DocumentNode);
  form.append('operations', JSON.stringify({ query, variables: { input: { file: null } } }));
  form.append('map', JSON.stringify({ 0: ['variables.input.file'] }));
  form.append('0', file, 'picture');
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/graphql');
    request.setRequestHeader('Accept', 'application/graphql-response+json, application/json');
    request.setRequestHeader('GraphQL-Require-Preflight', '1');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () => resolve(messages(request.response as Result | null));
    request.onerror = () => resolve([NO_RESPONSE]);
    request.send(form);
  });
}

function messages(result: Result | null): string[] {
  const errors = result?.data?.payload.errors ?? result?.errors;
  return errors ? errors.map(({ message }) => message) : [NO_RESPONSE];
}
