// Links that contain an operation and its variables, in the fragment of the URL, which browsers never send to servers.
// Headers, tokens, and the secrets in variables are not part of a link.

import { complain, inform } from './notice';
import { withoutSecrets } from './secrets';
import { add, type Operation } from './tabs';

const PREFIX = '#share=';
/** What a link may unpack to, in bytes: small links can unpack to huge texts. */
const MAX_BYTES = 200_000;
/** Longer links do not pass everywhere, such as in chats. */
const LONG_LINK = 8000;

/** Returns a link to this page that opens an operation, without the secrets in its variables. */
export async function linkTo(operation: Operation): Promise<string> {
  const { query, variables } = withoutSecrets(operation);
  const text = JSON.stringify({ query, ...(variables.trim() && { variables }) });
  const packed = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'));
  const { origin, pathname } = window.location;
  return `${origin}${pathname}${PREFIX}${toBase64Url(packed)}`;
}

/** Whether a link is too long for some programs. */
export function isLong(link: string): boolean {
  return link.length > LONG_LINK;
}

/** Opens the operation of the page's address in a new tab, now and whenever the address changes. Runs nothing. */
export function followLinks(): void {
  window.addEventListener('hashchange', () => void openLink());
  void openLink();
}

async function openLink(): Promise<void> {
  const { hash, pathname, search } = window.location;
  if (!hash.startsWith(PREFIX)) return;
  try {
    const operation = await unpack(hash.slice(PREFIX.length));
    // Otherwise a reload would open the operation once more.
    window.history.replaceState(null, '', pathname + search);
    add(operation);
    inform('Opened the operation of the link in a new tab. Check it before you run it.');
  } catch {
    complain(
      'This link is incomplete or damaged, so there is nothing to open. Your tabs are unchanged.',
    );
  }
}

async function unpack(text: string): Promise<Operation> {
  const bytes = await through(fromBase64Url(text), new DecompressionStream('deflate-raw'), MAX_BYTES);
  const { query, variables = '' } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (typeof query !== 'string' || typeof variables !== 'string')
    throw new TypeError('not an operation');
  return { query, variables };
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  limit = Number.POSITIVE_INFINITY,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let part = await reader.read(); part.value; part = await reader.read()) {
    length += part.value.length;
    if (length > limit) {
      await reader.cancel();
      throw new RangeError('too long');
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
