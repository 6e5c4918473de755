// The playground's own session, separate from the console's. It lasts until the page is reloaded, because its token is
// kept nowhere but in a variable: what a browser stores can be read by any script of the page, also later.

import { complain, dismiss } from './notice';
import { Store } from './store';

const api = new URL('/graphql', window.location.href);

/** The kind of account to sign in to. */
export type Kind = 'member' | 'administrator';

/** A session that the panel started. */
export interface Session {
  kind: Kind;
  /** The email of the member, or the username of the administrator. */
  name: string;
  token: string;
}

interface SignInPayload {
  token: string | null;
  user?: { email: string } | null;
  adminUser?: { username: string } | null;
  errors: { message: string }[];
}

const DOCUMENTS: Record<Kind, string> = {
  member: `mutation SignIn($name: String!, $password: String!) {
    payload: login(input: { email: $name, password: $password }) {
      token user { email } errors { message } } }`,
  administrator: `mutation SignIn($name: String!, $password: String!) {
    payload: loginAdmin(input: { username: $name, password: $password }) {
      token adminUser { username } errors { message } } }`,
};

/** The session that the panel started, if there is one. */
export const session = new Store<Session | null>(null);
/** The name of the session that last ended on its own, until the next sign-in. */
export const endedName = new Store<string | null>(null);
/** Who is signed in to the console, whose session is used while there is no other. */
export const consoleName = new Store<string | null>(null);
/** Whether the server is being asked to end the session. */
export const isSigningOut = new Store(false);

function store(next: Session | null, endedFor: string | null = null): void {
  endedName.set(endedFor);
  session.set(next);
}

/** Signs in. Returns error messages, or none on success. */
export async function signIn(kind: Kind, name: string, password: string): Promise<string[]> {
  const { data, errors } = await send<{ payload: SignInPayload }>(DOCUMENTS[kind], { name, password });
  const payload = data?.payload;
  if (!payload?.token) return (payload?.errors ?? errors ?? []).map(({ message }) => message);
  const accountName = payload.user?.email ?? payload.adminUser?.username ?? name;
  store({ kind, name: accountName, token: payload.token });
  return [];
}

/** Signs out, on the server and then here. If the server doesn't confirm it, the session stays, and a message says so. */
export async function signOut(): Promise<void> {
  const leaving = session.get();
  if (!leaving || isSigningOut.get()) return;
  // A message about an earlier try is no longer true.
  dismiss();
  isSigningOut.set(true);
  const document = 'mutation { payload: logout { errors { message } } }';
  const { data, errors } = await send<LogoutData>(document, {}, { headers: bearer(leaving) });
  isSigningOut.set(false);
  const failures = data?.payload?.errors ?? errors ?? [];
  if (!data?.payload || failures.length > 0) {
    const why = failures.map(({ message }) => message).join(' ');
    complain(`You're still signed in. ${why}`, signOut);
    return;
  }
  if (session.get() === leaving) store(null);
  void check();
}

interface LogoutData {
  payload: { errors: { message: string }[] } | null;
}

/** Drops the session if it has ended on the server: it may have expired or been revoked. */
export async function check(): Promise<void> {
  const checked = session.get();
  if (!checked) return checkConsole();
  const { data } = await send<{ me: object | null }>('{ me { id } }', {}, { headers: bearer(checked) });
  // A failed request says nothing about the session. A new sign-in may have replaced it in the meantime.
  if (data?.me === null && session.get() === checked) store(null, checked.name);
}

async function checkConsole(): Promise<void> {
  const query = '{ me { email } currentAdmin { username } }';
  const { data } = await send<WhoAmI>(query, {}, { credentials: 'same-origin' });
  if (data) consoleName.set(data.currentAdmin?.username ?? data.me?.email ?? null);
}

interface WhoAmI {
  me: { email: string } | null;
  currentAdmin: { username: string } | null;
}

function bearer(session: Session | null): Record<string, string> {
  return session ? { authorization: `Bearer ${session.token}` } : {};
}

interface Result<Data> {
  data?: Data | null;
  errors?: { message: string }[];
}

/** Sends a document, without cookies unless asked to: those belong to the console. */
async function send<Data>(
  query: string,
  variables: object,
  { headers = {}, credentials = 'omit' }: { headers?: object; credentials?: RequestCredentials } = {},
): Promise<Result<Data>> {
  try {
    const response = await fetch(api, {
      method: 'POST',
      credentials,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Result<Data>;
  } catch {
    return { errors: [{ message: "Can't reach the server. Try again in a moment." }] };
  }
}
