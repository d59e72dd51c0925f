import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { AppError, messageOf } from '../../errors.js';
import { VERSION } from '../../version.js';
import { DATABASE_NAME } from '../database.js';
import { diskFull, exists, syncPath } from '../files.js';
import { copyDatabase, readContents, type BackupOntology, type DatabaseContents } from './database-copy.js';
import { HEAD_NAME, headText, totalSize } from './format.js';
import type { BackupFile, BackupHead, BackupProgress } from './format.js';
import { Digest, HeldFiles, type HeldFile } from './held-files.js';
import { holdArtefacts, holdRecords, holdSources, type Part } from './inventory.js';

export interface BackupRequest {
  readonly dataDir: string;
  /** The archive to write, a tar.gz. */
  readonly to: string;
  readonly withArtefacts: boolean;
  /** Whether a file that is there already is replaced. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackupProgress) => void;
}

export interface BackupSummary {
  /** The archive. */
  readonly file: string;
  /** Its bytes. */
  readonly size: number;
  readonly createdAt: string;
  /** How many files are in it, and their bytes unpacked. */
  readonly files: number;
  readonly unpackedSize: number;
  /** How many artefacts are in it; null when they were not asked for. */
  readonly artefacts: number | null;
  /** Artefacts that are not whole, and what was thrown away meanwhile; nothing in force needs them. */
  readonly leftOut: readonly string[];
  readonly ontologies: readonly BackupOntology[];
}

interface CheckedFile {
  readonly file: HeldFile;
  readonly entry: BackupFile;
}

// Vectors hardly shrink whatever the effort, and text does so at the least.
const GZIP = { level: 1 };

/**
 * Writes a backup of a data folder, as it is at one moment, though a service works in it. The archive appears
 * under its name when it is whole.
 * @throws AppError `file_exists`, `backup_failed`, `database_invalid`, `config_invalid`, `disk_full`; what the
 * operating system refuses; the signal's reason
 */
export async function writeBackup(request: BackupRequest): Promise<BackupSummary> {
  const to = resolve(request.to);
  await refuseExisting(to, request.replace);
  const parent = dirname(to);
  if (!(await exists(parent)))
    throw new AppError('backup_failed', `There is no folder ${parent}: make it, or name another file.`);
  const held = new HeldFiles();
  // Only its owner sees what is in it.
  const work = await mkdtemp(`${to}.tmp-`);
  try {
    const archive = join(work, 'archive');
    const { head, ...summary } = await packFolder(request, work, archive, held);
    const { size } = await stat(archive);
    request.signal.throwIfAborted();
    await refuseExisting(to, request.replace);
    await rename(archive, to);
    await syncPath(parent);
    const { createdAt, files } = head;
    return { file: to, size, createdAt, files: files.length, unpackedSize: totalSize(files), ...summary };
  } catch (error) {
    if (diskFull(error) === null) throw error;
    throw new AppError(
      'disk_full',
      `No space is left in ${parent}: free some and try again. ${to} was not written.`,
    );
  } finally {
    await held.close();
    await rm(work, { recursive: true, force: true });
  }
}

async function refuseExisting(to: string, replace: boolean): Promise<void> {
  if (!replace && (await exists(to))) throw new AppError('file_exists', `${to} exists; --force replaces it.`);
}

async function packFolder(
  { dataDir, withArtefacts, signal, onProgress }: BackupRequest,
  work: string,
  archive: string,
  held: HeldFiles,
) {
  const createdAt = new Date().toISOString();
  const copy = join(work, DATABASE_NAME);
  await copyDatabase(dataDir, copy);
  const contents = contentsOf(copy, dataDir);
  const database = databasePart(await held.hold(DATABASE_NAME, copy));
  const sources = await holdSources(dataDir, contents, held);
  const { parts, leftOut } = withArtefacts
    ? await holdArtefacts(dataDir, contents, held)
    : { parts: [], leftOut: [] };
  const records = await holdRecords(dataDir, held);
  const checked = await checkParts([database, ...sources, ...records.parts, ...parts], signal, onProgress);
  const files = checked.files.map(({ entry }) => entry);
  const head: BackupHead = { serviceVersion: VERSION, createdAt, withArtefacts, files };
  await writeArchive(archive, head, checked.files, signal, onProgress);
  return {
    head,
    artefacts: withArtefacts ? parts.length - checked.leftOut.length : null,
    leftOut: [...leftOut, ...records.leftOut, ...checked.leftOut],
    ontologies: contents.ontologies,
  };
}

function contentsOf(copy: string, dataDir: string): DatabaseContents {
  try {
    return readContents(copy);
  } catch (error) {
    throw new AppError(
      'database_invalid',
      `The database in ${dataDir} is damaged, or its first start has not ended yet (${messageOf(error)}): try again, or restore the folder from an earlier backup.`,
    );
  }
}

function databasePart(file: HeldFile): Part {
  return { name: DATABASE_NAME, files: [file], flaw: () => null, needed: () => null };
}

/** Sums up all files; a part that is not what its name says is left out where nothing needs it. */
async function checkParts(
  parts: readonly Part[],
  signal: AbortSignal,
  onProgress: BackupRequest['onProgress'],
): Promise<{ readonly files: readonly CheckedFile[]; readonly leftOut: readonly string[] }> {
  const total = totalSize(parts.flatMap(({ files }) => files));
  let done = 0;
  const files: CheckedFile[] = [];
  const leftOut: string[] = [];
  for (const part of parts) {
    const checked: CheckedFile[] = [];
    for (const file of part.files) {
      const digest = new Digest();
      for await (const chunk of file.read(signal)) {
        digest.add(chunk);
        onProgress({ phase: 'check', done: (done += chunk.length), total });
      }
      checked.push({ file, entry: { name: file.name, size: digest.size, sha256: digest.sha256() } });
    }
    const flaw = part.flaw(checked.map(({ entry }) => entry.sha256));
    const problem = flaw === null ? null : part.needed(flaw);
    if (problem) throw problem;
    if (flaw === null) files.push(...checked);
    else leftOut.push(part.name);
  }
  return { files, leftOut };
}

async function writeArchive(
  archive: string,
  head: BackupHead,
  files: readonly CheckedFile[],
  signal: AbortSignal,
  onProgress: BackupRequest['onProgress'],
): Promise<void> {
  const tar = pack();
  const written = pipeline(
    Readable.from(tar),
    createGzip(GZIP),
    createWriteStream(archive, { flags: 'wx', mode: 0o600, flush: true }),
    { signal },
  );
  // Whichever end fails, the other must not wait for it.
  const stopped = new AbortController();
  written.catch((error: unknown) => {
    stopped.abort(error);
  });
  try {
    await fill(tar, head, files, AbortSignal.any([signal, stopped.signal]), onProgress);
  } catch (error) {
    tar.destroy();
    await written.catch(() => undefined);
    throw stopped.signal.aborted && !signal.aborted ? stopped.signal.reason : error;
  }
  await written;
}

async function fill(
  tar: Pack,
  head: BackupHead,
  files: readonly CheckedFile[],
  signal: AbortSignal,
  onProgress: BackupRequest['onProgress'],
): Promise<void> {
  const total = totalSize(head.files);
  const mtime = new Date(head.createdAt);
  tar.entry({ name: HEAD_NAME, mtime }, headText(head));
  let done = 0;
  for (const { file, entry } of files) {
    const sink = tar.entry({ name: entry.name, size: entry.size, mtime });
    // What is wrong with it shows in what is awaited.
    sink.on('error', () => undefined);
    const digest = new Digest();
    for await (const chunk of file.read(signal)) {
      digest.add(chunk);
      if (!sink.write(chunk)) await once(sink, 'drain', { signal });
      onProgress({ phase: 'pack', done: (done += chunk.length), total });
    }
    if (digest.sha256() !== entry.sha256)
      throw new AppError('backup_failed', `${entry.name} was changed while it was copied: try again.`);
    const ended = once(sink, 'finish', { signal });
    sink.end(null);
    await ended;
  }
  tar.finalize();
}
