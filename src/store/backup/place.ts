import { access, constants, mkdir, readdir, rename, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncPath } from '../files.js';
import { DATABASE_NAME } from '../database.js';
import { RECORDS } from './format.js';

interface Move {
  readonly from: string;
  readonly to: string;
}

const KEPT: readonly string[] = ['sources', 'artefacts', ...RECORDS];

/** What of a data folder is kept from one start to the next, the database with the files beside it first. */
async function keptEntries(dataDir: string): Promise<string[]> {
  const entries = await readdir(dataDir);
  return entries.filter((entry) => entry.startsWith(DATABASE_NAME) || KEPT.includes(entry)).sort();
}

/** Whether a folder has a database, or anything that was kept for one. */
export async function holdsData(dataDir: string): Promise<boolean> {
  const kept = await keptEntries(dataDir);
  if (kept.some((entry) => entry.startsWith(DATABASE_NAME))) return true;
  const inside = await Promise.all(KEPT.map((folder) => readdir(join(dataDir, folder)).catch(() => [])));
  return inside.flat().length > 0;
}

/**
 * Puts what was unpacked in the place of what a data folder holds, which is moved aside; for whoever holds the
 * folder's lock. When a step fails, those before it are undone.
 * @param unpacked a folder on the same file system
 * @returns where the old content is; null where there was none
 */
export async function putInPlace(unpacked: string, dataDir: string, time: Date): Promise<string | null> {
  const aside = (await holdsData(dataDir)) ? await makeAside(dataDir, time) : null;
  const old = await keptEntries(dataDir);
  // Without the database the folder is an empty one to a service: it comes last.
  const fresh = (await keptEntries(unpacked)).reverse();
  const moves: Move[] = [
    ...(aside === null ? [] : old.map((name) => ({ from: join(dataDir, name), to: join(aside, name) }))),
    ...fresh.map((name) => ({ from: join(unpacked, name), to: join(dataDir, name) })),
  ];
  // Folders that a start made, and nothing came into.
  if (aside === null) for (const name of old) await rmdir(join(dataDir, name));
  await moveAll(moves).catch(async (error: unknown) => {
    if (aside !== null) await rmdir(aside);
    throw error;
  });
  for (const folder of [dataDir, ...(aside === null ? [] : [aside, dirname(aside)])]) await syncPath(folder);
  return aside;
}

async function moveAll(moves: readonly Move[]): Promise<void> {
  const done: Move[] = [];
  try {
    for (const move of moves) {
      await rename(move.from, move.to);
      done.push(move);
    }
  } catch (error) {
    for (const { from, to } of done.reverse()) await rename(to, from);
    throw error;
  }
}

/** Beside the data folder; inside where that is a volume of its own, or nothing may be made beside it. */
async function makeAside(dataDir: string, time: Date): Promise<string> {
  const name = `before-restore-${time.toISOString().replace(/[:.]/g, '-')}`;
  const beside = `${dataDir}.${name}`;
  const [own, parent] = await Promise.all([stat(dataDir), stat(dirname(dataDir))]);
  const writable = await access(dirname(dataDir), constants.W_OK).then(
    () => true,
    () => false,
  );
  const aside = own.dev === parent.dev && writable ? beside : join(dataDir, name);
  await mkdir(aside);
  return aside;
}
