// graphql-request: queries and mutations over HTTP.

import assert from 'node:assert/strict';
import { ClientError, GraphQLClient, gql } from 'graphql-request';

const SIGN_IN = gql`
  mutation SignIn($input: LoginInput!) {
    login(input: $input) {
      token
      errors {
        code
      }
    }
  }
`;

export default async function use({ url, email, password }) {
  const client = new GraphQLClient(`${url}/graphql`);
  const refused = await client.request(SIGN_IN, { input: { email, password: 'not the password' } });
  assert.deepEqual(refused.login, { token: null, errors: [{ code: 'INVALID_CREDENTIALS' }] });

  const { login } = await client.request(SIGN_IN, { input: { email, password } });
  client.setHeader('authorization', `Bearer ${login.token}`);
  assert.deepEqual(await client.request('{ me { email } }'), { me: { email } });

  const error = await client.request('{ users { nodes { id } } }').catch((error) => error);
  assert.ok(error instanceof ClientError, error);
  assert.equal(error.response.errors[0].extensions.code, 'FORBIDDEN');
}
