import { dirname } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError } from '../../errors.js';
import { DATABASE_NAME } from '../database.js';

/** The first entry of a backup; it says what the others must be. */
export const HEAD_NAME = 'backup.json';
const FORMAT = 1;

export const HASH_NAME = /^[0-9a-f]{64}$/;
// Whatever is in a backup has such a name: none leads out of the folder that it is unpacked into.
/** What people brought and what was reported to them, a folder each, below these. */
export const RECORDS = ['gold-sets', 'evaluations', 'impacts', 'learners'] as const;

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const FOLDERS = [
  '(?:sources|artefacts)/[0-9a-f]{64}',
  'gold-sets/[0-9a-f]{16}',
  `(?:impacts|evaluations|learners)/${UUID}`,
];
const FILE_NAME = new RegExp(
  `^(?:ade\\.sqlite|sources/[0-9a-f]{64}|(?:${FOLDERS.join('|')})/([^/\\\\\\p{Cc}]+))$`,
  'u',
);
const LONGEST_NAME = 255;

const FileSchema = Type.Object({
  /** Its path in the data folder, with `/`. */
  name: Type.String(),
  /** Bytes. */
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: HASH_NAME.source }),
});

const HeadSchema = Type.Object({
  format: Type.Literal(FORMAT),
  /** The release that wrote the backup. */
  serviceVersion: Type.String(),
  createdAt: Type.String(),
  /** Whether artefacts were to be part of it. */
  withArtefacts: Type.Boolean(),
  files: Type.Array(FileSchema),
});

export type BackupFile = Static<typeof FileSchema>;
export type BackupHead = Omit<Static<typeof HeadSchema>, 'format'>;

/** How far the writing or the restoring of a backup is, in bytes. */
export interface BackupProgress {
  readonly phase: 'check' | 'pack' | 'unpack';
  readonly done: number;
  readonly total: number;
}

/** Whether a file of a backup may be called so. */
export function isFileName(name: string): boolean {
  const found = FILE_NAME.exec(name);
  if (!found) return false;
  const [, last = ''] = found;
  return last !== '.' && last !== '..' && Buffer.byteLength(last) <= LONGEST_NAME;
}

export function headText(head: BackupHead): string {
  return `${JSON.stringify({ format: FORMAT, ...head }, null, 2)}\n`;
}

/**
 * Reads `backup.json`.
 * @param from the archive, for messages
 * @throws AppError `backup_invalid`
 */
export function parseHead(text: string, from: string): BackupHead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(from, `its ${HEAD_NAME} is no JSON`);
  }
  if (isLater(value)) throw invalid(from, 'it was written by a later release; restore it with that one');
  if (!Value.Check(HeadSchema, value)) throw invalid(from, `its ${HEAD_NAME} is not that of a backup`);
  const names = new Set(value.files.map(({ name }) => name));
  const strange = value.files.find(({ name }) => !isFileName(name));
  if (strange)
    throw invalid(from, `${JSON.stringify(strange.name)} cannot be the name of a file in a backup`);
  const both = value.files.find(({ name }) => names.has(dirname(name)));
  if (names.size < value.files.length || both)
    throw invalid(from, `its ${HEAD_NAME} names a file twice, or as a folder, too`);
  if (!names.has(DATABASE_NAME)) throw invalid(from, `${DATABASE_NAME} is missing`);
  const { serviceVersion, createdAt, withArtefacts, files } = value;
  return { serviceVersion, createdAt, withArtefacts, files };
}

function isLater(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'format' in value &&
    typeof value.format === 'number' &&
    value.format > FORMAT
  );
}

/** What a backup is refused for. */
export function invalid(from: string, problem: string): AppError {
  return new AppError(
    'backup_invalid',
    `${from} cannot be restored: ${problem}. Nothing was changed; take another backup, or copy this one anew.`,
  );
}

export function totalSize(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
