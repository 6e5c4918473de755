// The schema of the API, for completion, validation, and documentation.

import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
} from 'graphql';

import { session } from '../session';
import { Store } from '../store';
import { post, withSession } from './fetcher';
import { graphqlMode } from './setup';

type State =
  | { status: 'loading' }
  | { status: 'ready'; schema: GraphQLSchema }
  | { status: 'failed'; message: string };

export const schemaState = new Store<State>({ status: 'loading' });

/** Loads the schema. */
export async function loadSchema(): Promise<void> {
  schemaState.set({ status: 'loading' });
  try {
    const request = { query: getIntrospectionQuery(), operationName: 'IntrospectionQuery' };
    const { text } = await post(request, withSession({}));
    const { data, errors } = JSON.parse(text) as {
      data?: IntrospectionQuery | null;
      errors?: { message: string }[];
    };
    if (!data?.__schema) throw new Error(errors?.[0]?.message ?? 'The response has no schema.');
    const schema = buildClientSchema(data);
    graphqlMode.setSchemaConfig([{ uri: 'schema.graphql', schema }]);
    schemaState.set({ status: 'ready', schema });
  } catch (error) {
    schemaState.set({ status: 'failed', message: (error as Error).message });
  }
}

// A closed server shows its schema to administrators only.
session.subscribe(() => {
  if (schemaState.get().status === 'failed') void loadSchema();
});
