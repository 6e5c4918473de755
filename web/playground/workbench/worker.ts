// The editor's web worker. One file serves GraphQL, JSON, and plain text, which have most of their code in common; its
// name says what it is for.

import { initialize } from 'monaco-editor/esm/vs/editor/editor.worker.js';
import { GraphQLWorker } from 'monaco-graphql/esm/GraphQLWorker.js';

import 'monaco-editor/esm/vs/language/json/json.worker.js';

// The JSON module listens for the first message, which only starts a worker.
const startJson = self.onmessage;

self.onmessage = (event) => {
  if (self.name === 'json') startJson?.call(self, event);
  else if (self.name === 'graphql')
    initialize((context, data) => new GraphQLWorker(context as never, data as never));
  else initialize(null);
};
