// Copies a text.

import { complain, inform } from '../notice';

/** Copies a text and says so. */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await write(text);
    inform(done);
  } catch {
    complain("The browser doesn't allow this page to copy. Allow it in the browser's settings.");
  }
}

function write(text: string): Promise<void> {
  // Missing on pages without TLS, except on this computer.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied ? Promise.resolve() : Promise.reject(new Error('not copied'));
}
