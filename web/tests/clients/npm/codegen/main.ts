// An application with generated types: a mistake in a field or a variable does not compile.

import { GraphQLClient } from 'graphql-request';

import { graphql } from './generated/index.js';

const SignIn = graphql(`
  mutation SignIn($input: LoginInput!) {
    login(input: $input) { token errors { code field message } }
  }
`);
const Me = graphql(`
  query Me {
    me { email role year major dateJoined }
  }
`);

export default async function use({
  url,
  email,
  password,
}: Record<'url' | 'email' | 'password', string>) {
  const client = new GraphQLClient(`${url}/graphql`);
  const { login } = await client.request(SignIn, { input: { email, password } });
  const code: 'INVALID_CREDENTIALS' | string | undefined = login.errors[0]?.code;
  if (code) throw new Error(code);
  client.setHeader('authorization', `Bearer ${login.token}`);
  const { me } = await client.request(Me);
  // @ts-expect-error the query does not ask for this field
  const absent: unknown = me?.goals;
  const role: 'ADMIN' | 'MENTEE' | 'MENTOR' | undefined = me?.role;
  const year: number | null | undefined = me?.year;
  return { email: me?.email, role, year, major: me?.major, joined: typeof me?.dateJoined, absent };
}
