import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { authRequired, type Config } from './config.js';
import { AppError, messageOf } from './errors.js';

/** `read` may normalize and look; `admin` may also change state. */
export const ROLES = ['read', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** A key as the service knows it: never the key itself. */
export interface ApiKey {
  readonly name: string;
  readonly role: Role;
  readonly sha256: Buffer;
}

const KEY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const DIGEST = /^sha256:([0-9a-f]{64})$/i;

/**
 * Makes a key. Show `key` once; only `line` is kept, in the keys file.
 * @throws AppError `config_invalid` when the name cannot stand in a keys file
 */
export function newKey(name: string, role: Role): { readonly key: string; readonly line: string } {
  if (!KEY_NAME.test(name)) {
    throw new AppError(
      'config_invalid',
      `“${name}” cannot name a key: use 1 to 64 letters, digits, “.”, “_” or “-”.`,
    );
  }
  const key = `ade_${randomBytes(32).toString('base64url')}`;
  return { key, line: `${name} ${role} sha256:${digestOf(key).toString('hex')}` };
}

/**
 * Reads lines of `name role sha256:<hex>`; empty lines and lines that begin with `#` are skipped.
 * @param source how to name the text in messages: the file, or the variable
 * @throws AppError `config_invalid` with the number of the first line that is wrong
 */
export function parseKeys(text: string, source: string): readonly ApiKey[] {
  const keys: ApiKey[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const wrong = (what: string) =>
      new AppError(
        'config_invalid',
        `${source}, line ${index + 1}: ${what} A line reads “name role sha256:<64 hex digits>”.`,
      );
    const [name = '', roleText = '', digest = '', ...rest] = line.split(/\s+/);
    const role = ROLES.find((known) => known === roleText);
    const hex = DIGEST.exec(digest)?.[1];
    if (rest.length > 0) throw wrong('there is more than three words.');
    if (!KEY_NAME.test(name)) throw wrong('the name may hold 1 to 64 letters, digits, “.”, “_” and “-”.');
    if (!role) throw wrong(`the role must be ${ROLES.join(' or ')}.`);
    // What stands there instead may be the key itself, so it is not repeated.
    if (!hex) throw wrong('the third word is no SHA-256 digest.');
    if (keys.some((key) => key.name === name)) throw wrong(`the name “${name}” is taken by an earlier line.`);
    keys.push({ name, role, sha256: Buffer.from(hex, 'hex') });
  }
  return keys;
}

/**
 * The keys that the settings name; none where no key is needed.
 * @throws AppError `config_invalid` when the file cannot be read, is malformed or holds no key
 */
export async function loadKeys(config: Config): Promise<readonly ApiKey[]> {
  if (!authRequired(config)) return [];
  const keys =
    config.apiKeysFile === ''
      ? parseKeys(config.apiKeys, 'ADE_API_KEYS')
      : parseKeys(await readKeysFile(config.apiKeysFile), config.apiKeysFile);
  if (keys.length === 0) {
    throw new AppError(
      'config_invalid',
      `API keys are needed, but ${config.apiKeysFile || 'ADE_API_KEYS'} holds none. ` +
        'Make one with “ade-normalizer keys new --role admin” and add its line.',
    );
  }
  return keys;
}

/** The key that was presented, where it is known. Takes the same time whichever key it is, or none. */
export function findKey(keys: readonly ApiKey[], presented: string): ApiKey | undefined {
  const digest = digestOf(presented);
  let found: ApiKey | undefined;
  for (const key of keys) {
    if (timingSafeEqual(key.sha256, digest)) found = key;
  }
  return found;
}

/** Whether a role suffices where another is asked for. */
export function roleSuffices(role: Role, needed: Role): boolean {
  return role === 'admin' || needed === 'read';
}

async function readKeysFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new AppError('config_invalid', `ADE_API_KEYS_FILE cannot be read: ${messageOf(error)}`);
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
