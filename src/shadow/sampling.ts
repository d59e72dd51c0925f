import { createHash } from 'node:crypto';

const BITS = 32;

/**
 * Whether a mention is in the sample: by its digest with a salt, so that under one salt a mention always is or
 * never is, however often it comes.
 * @param normal the mention's normal form
 * @param share of all mentions, 0 to 1
 */
export function isSampled(normal: string, salt: string, share: number): boolean {
  if (share >= 1) return true;
  const digest = createHash('sha256').update(`${salt}\n${normal}`).digest();
  return digest.readUInt32BE(0) < share * 2 ** BITS;
}
