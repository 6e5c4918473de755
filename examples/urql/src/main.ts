// The page: signs in and shows the signals of the member's own account, live.

import type { CombinedError } from '@urql/core';

import { client, socket } from './client';
import { LOGIN, LOGOUT, ME, type Me, SIGNALS, type Signal } from './operations';
import { StoredSignals } from './stored_signals';

const RETRY_MS = 2_000;

const form = element<HTMLFormElement>('sign-in');
const account = element('account');
const list = element('signals');

/** The signals of the account on the page. */
let stored: StoredSignals | undefined;
/** Stops following the signals. */
let stop = () => {};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void signIn(new FormData(form));
});
element('sign-out').addEventListener('click', () => void signOut());
socket.on('connected', () => report('Live'));
socket.on('closed', () => {
  if (!account.hidden) report('Connection lost. Reconnecting…');
});
void load();

/** Shows the account if there is a session, otherwise the form. */
async function load() {
  const { data, error } = await client.query(ME, {});
  if (error) return retry(error.message);
  report('');
  form.hidden = data?.me != null;
  account.hidden = !form.hidden;
  if (data?.me) follow(data.me);
}

async function signIn(fields: FormData) {
  const input = { email: String(fields.get('email')), password: String(fields.get('password')) };
  const { data, error } = await client.mutation(LOGIN, { input });
  const problem = error ?? data?.login.errors[0];
  if (problem) return report(problem.message);
  form.reset();
  await load();
}

async function signOut() {
  const { error } = await client.mutation(LOGOUT, {});
  if (error) return report(error.message);
  account.hidden = true;
  stop();
  // The signals are personal: they do not stay in a browser that others may use.
  stored?.clear();
  await load();
  report('You have signed out.');
}

/** Shows the stored signals and continues after the last one. */
function follow({ id, email }: Me) {
  const known = new StoredSignals(id);
  const show = () => list.replaceChildren(...known.signals.map(row));
  stored = known;
  element('email').textContent = email;
  show();
  stop();
  const signals = client.subscription(SIGNALS, { after: known.cursor });
  const { unsubscribe } = signals.subscribe(({ data, error }) => {
    if (data) {
      known.add(data.accountSignals);
      show();
    }
    if (error) {
      // The log no longer has the last signal, so nothing is known about those after it: start from the beginning.
      if (hasCode(error, 'CURSOR_GONE')) known.clear();
      retry(error.message);
    }
  });
  stop = unsubscribe;
}

/** Starts over in a moment. If the session has ended, that leads to the form. */
function retry(problem: string) {
  stop();
  report(problem);
  setTimeout(() => void load(), RETRY_MS);
}

function row({ cursor, name, occurredAt }: Signal): HTMLLIElement {
  const time = document.createElement('time');
  time.dateTime = occurredAt;
  time.textContent = new Date(occurredAt).toLocaleString();
  const item = document.createElement('li');
  item.dataset.cursor = cursor;
  item.append(time, ` ${name}`);
  return item;
}

function report(text: string) {
  element('status').textContent = text;
}

function hasCode({ graphQLErrors }: CombinedError, code: string): boolean {
  return graphQLErrors.some(({ extensions }) => extensions.code === code);
}

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found as T;
}
