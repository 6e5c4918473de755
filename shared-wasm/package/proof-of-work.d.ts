/** The extensions of the error PROOF_OF_WORK_REQUIRED. */
export interface Challenge {
  /** Zero bits at the start of the digest. */
  bits: number;
  /** The server's time, in seconds. */
  timestamp: number;
}

/**
 * Computes the `proofOfWork` of a registration, for about a second; the page keeps responding meanwhile.
 * `email` is the address exactly as it is sent.
 */
export function solve(email: string, challenge: Challenge): Promise<string>;
