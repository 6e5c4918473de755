// Computes the proof of work that `register` asks for when a network has registered many accounts.

import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Digests between two pauses, so that the page keeps responding. */
const BATCH = 5000;

/**
 * Returns the `proofOfWork` of a registration.
 * @param {string} email The address exactly as it is sent.
 * @param {{ bits: number, timestamp: number }} challenge The extensions of the error PROOF_OF_WORK_REQUIRED.
 */
export async function solve(email, { bits, timestamp }) {
  for (let nonce = 0; ; nonce++) {
    const proof = `${timestamp}:${nonce}`;
    const digest = sha256(toBytes(`bruinbridge:register:${email}:${proof}`));
    if (leadingZeros(digest) >= bits) return proof;
    if (nonce % BATCH === BATCH - 1) await new Promise((resume) => setTimeout(resume));
  }
}

/** Jest with jsdom has no TextEncoder. The obsolete function returns a character for each byte. */
function toBytes(text) {
  if (globalThis.TextEncoder) return utf8ToBytes(text);
  return Uint8Array.from(unescape(encodeURIComponent(text)), (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} digest */
function leadingZeros(digest) {
  const index = digest.findIndex((byte) => byte !== 0);
  return index < 0 ? digest.length * 8 : index * 8 + Math.clz32(digest[index]) - 24;
}
