// Whom the playground speaks for: a session of its own, which ends with the browser tab and leaves that of the
// console alone.

import { useSyncExternalStore } from 'react';

const KEY = 'bruinbridge-playground';
const api = new URL('/graphql', window.location.href);

/** Whose credentials one signs in with. */
export type Kind = 'member' | 'administrator';

/** A session that the panel opened. */
export interface Session {
  kind: Kind;
  who: string;
  token: string;
}

interface Answer {
  token: string | null;
  user?: { email: string } | null;
  adminUser?: { username: string } | null;
  errors: { message: string }[];
}

const DOCUMENTS: Record<Kind, string> = {
  member: `mutation LogIn($name: String!, $password: String!) {
    answer: login(input: { email: $name, password: $password }) {
      token user { email } errors { message } } }`,
  administrator: `mutation LogIn($name: String!, $password: String!) {
    answer: loginAdmin(input: { username: $name, password: $password }) {
      token adminUser { username } errors { message } } }`,
};

const listeners = new Set<() => void>();
let session = stored();
let ended: string | null = null;

function stored(): Session | null {
  const text = window.sessionStorage.getItem(KEY);
  return text ? (JSON.parse(text) as Session) : null;
}

function keep(changed: Session | null, whoEnded: string | null = null): void {
  session = changed;
  ended = whoEnded;
  if (changed) window.sessionStorage.setItem(KEY, JSON.stringify(changed));
  else window.sessionStorage.removeItem(KEY);
  for (const tell of listeners) tell();
}

/** The session, if there is one. */
export function current(): Session | null {
  return session;
}

/** The session, if there is one, as it changes. */
export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, current);
}

/** Whose session ended without the panel, until the next one is opened. */
export function useEnded(): string | null {
  return useSyncExternalStore(subscribe, () => ended);
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** Opens a session; answers the sentences why there is none. */
export async function signIn(kind: Kind, name: string, password: string): Promise<string[]> {
  const { data, errors } = await send<{ answer: Answer }>(DOCUMENTS[kind], { name, password });
  const answer = data?.answer;
  if (!answer?.token) return (answer?.errors ?? errors ?? []).map(({ message }) => message);
  const who = answer.user?.email ?? answer.adminUser?.username ?? name;
  keep({ kind, who, token: answer.token });
  return [];
}

/** Ends the session, on the server too. */
export async function signOut(): Promise<void> {
  const headers = bearer(session);
  keep(null);
  await send('mutation { logout { errors { code } } }', {}, headers);
}

/** Lets the session go if the server does not know it any more: sessions end elsewhere too, and by time. */
export async function check(): Promise<void> {
  const asked = session;
  if (!asked) return;
  const { data } = await send<{ me: object | null }>('{ me { id } }', {}, bearer(asked));
  // An answer that fails says nothing about the session, and meanwhile there may be another one.
  if (data?.me === null && session === asked) keep(null, asked.who);
}

function bearer(session: Session | null): Record<string, string> {
  return session ? { authorization: `Bearer ${session.token}` } : {};
}

interface Sent<Data> {
  data?: Data | null;
  errors?: { message: string }[];
}

/** Without cookies: they are the console's. */
async function send<Data>(query: string, variables: object, headers = {}): Promise<Sent<Data>> {
  try {
    const response = await fetch(api, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Sent<Data>;
  } catch {
    return { errors: [{ message: 'The server cannot be reached; try again in a moment.' }] };
  }
}
