// Writes the console's documents by their SHA-256, exactly as the console sends them. A server with TRUSTED_DOCUMENTS
// runs them for everyone. Vite copies public/ into dist/.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Client, cacheExchange, fetchExchange, stringifyDocument } from '@urql/core';

const operations = readFileSync(new URL('./console/api/operations.ts', import.meta.url), 'utf8');
const folder = new URL('./public/', import.meta.url);

/** A generated document: one line with the syntax tree as JSON. */
const GENERATED = /^export const \w+Document = (\{.*\}) as unknown as DocumentNode/gm;

const trees = [...operations.matchAll(GENERATED)].map(([, tree]) => JSON.parse(tree));
const texts = await Promise.all(trees.map(sentText));
if (!texts.length) throw new Error('console/api/operations.ts has no documents');
const byHash = Object.fromEntries(texts.map((text) => [sha256(text), text]).sort());
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('trusted_documents.json', folder), `${JSON.stringify(byHash, null, 1)}\n`);

/** Returns the text that the console's clients send for a document: those in `console/api/client.ts`. */
async function sentText(document) {
  const { operation } = document.definitions.find(({ kind }) => kind === 'OperationDefinition');
  // The socket's subscribers print their documents themselves.
  if (operation === 'subscription') return stringifyDocument(document);
  let sent;
  const client = new Client({
    url: 'http://localhost/graphql',
    exchanges: [cacheExchange, fetchExchange],
    preferGetMethod: false,
    fetch: async (_, { body }) => {
      sent = JSON.parse(body).query;
      return Response.json({ data: null });
    },
  });
  await client[operation](document, {}).toPromise();
  return sent;
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
