// The playground's own session, separate from the console's. It lasts until the page is reloaded, because its token is
// kept nowhere but in a variable: what a browser stores can be read by any script of the page, also later.

import { useSyncExternalStore } from 'react';

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

const listeners = new Set<() => void>();
let session: Session | null = null;
let endedName: string | null = null;

function store(next: Session | null, endedFor: string | null = null): void {
  session = next;
  endedName = endedFor;
  for (const notify of listeners) notify();
}

/** Returns the session, if there is one. */
export function current(): Session | null {
  return session;
}

/** Returns the session, if there is one, and renders again when it changes. */
export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, current);
}

/** Returns the name of the session that last ended on its own, until the next sign-in. */
export function useEnded(): string | null {
  return useSyncExternalStore(subscribe, () => endedName);
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
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

/** Signs out, here and on the server. */
export async function signOut(): Promise<void> {
  const headers = bearer(session);
  store(null);
  await send('mutation { logout { errors { code } } }', {}, headers);
}

/** Drops the session if it has ended on the server: it may have expired or been revoked. */
export async function check(): Promise<void> {
  const checked = session;
  if (!checked) return;
  const { data } = await send<{ me: object | null }>('{ me { id } }', {}, bearer(checked));
  // A failed request says nothing about the session. A new sign-in may have replaced it in the meantime.
  if (data?.me === null && session === checked) store(null, checked.name);
}

function bearer(session: Session | null): Record<string, string> {
  return session ? { authorization: `Bearer ${session.token}` } : {};
}

interface Result<Data> {
  data?: Data | null;
  errors?: { message: string }[];
}

/** Sends a document, without cookies: those belong to the console. */
async function send<Data>(query: string, variables: object, headers = {}): Promise<Result<Data>> {
  try {
    const response = await fetch(api, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Result<Data>;
  } catch {
    return { errors: [{ message: "Can't reach the server. Try again in a moment." }] };
  }
}
