import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract } from 'tar-stream';
import { AppError, messageOf } from '../../errors.js';
import { diskFull } from '../files.js';
import { HEAD_NAME, invalid, parseHead, totalSize } from './format.js';
import type { BackupFile, BackupHead, BackupProgress } from './format.js';
import { Digest } from './held-files.js';

/** Some hundred thousand files; more is not read into memory. */
const MOST_HEAD_BYTES = 2 ** 26;

type Entry = Extract extends AsyncIterable<infer T> ? T : never;

interface Unpacking {
  readonly from: string;
  readonly into: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackupProgress) => void;
}

/**
 * Unpacks a backup into an empty folder, and compares each file with what `backup.json` says of it.
 * @throws AppError `backup_invalid` saying what is wrong, `disk_full`; what the operating system refuses; the
 * signal's reason
 */
export async function unpackBackup(unpacking: Unpacking): Promise<BackupHead> {
  const { from, signal } = unpacking;
  const tar = extract();
  const refused = new AbortController();
  const feeding = feed(from, tar, AbortSignal.any([signal, refused.signal]));
  // What ends the feeding ends the reading, and the other way round; why it began is what is told.
  let cause: unknown = null;
  feeding.catch((error: unknown) => {
    cause = error;
    tar.destroy(error instanceof Error ? error : new Error(messageOf(error)));
  });
  try {
    const head = await readEntries(tar, unpacking);
    // Only the end of the stream tells whether its own sum is right.
    await feeding;
    return head;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw diskFull(error) ?? explained(from, cause ?? error);
  } finally {
    refused.abort();
    tar.destroy();
    await feeding.catch(() => undefined);
  }
}

async function feed(from: string, tar: Extract, signal: AbortSignal): Promise<void> {
  await pipeline(
    createReadStream(from),
    createGunzip(),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) if (!tar.write(chunk)) await once(tar, 'drain', { signal });
      tar.end(Buffer.alloc(0));
    },
    { signal },
  );
}

function explained(from: string, error: unknown): unknown {
  if (error instanceof Error && 'syscall' in error) return error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const cutShort = code === 'Z_BUF_ERROR' || messageOf(error) === 'Unexpected end of data';
  return invalid(
    from,
    cutShort ? 'it is truncated' : `it is no backup, or it is damaged (${messageOf(error)})`,
  );
}

async function readEntries(
  tar: AsyncIterable<Entry>,
  { from, into, signal, onProgress }: Unpacking,
): Promise<BackupHead> {
  let head: BackupHead | undefined;
  let missing = new Map<string, BackupFile>();
  let done = 0;
  let total = 0;
  for await (const entry of tar) {
    const { name, size, type } = entry.header;
    if (!head) {
      if (name !== HEAD_NAME || type !== 'file' || size > MOST_HEAD_BYTES)
        throw invalid(from, `it is no backup: it does not begin with ${HEAD_NAME}`);
      head = parseHead(await text(Readable.from(entry)), from);
      missing = new Map(head.files.map((file) => [file.name, file]));
      total = totalSize(head.files);
      continue;
    }
    const file = missing.get(name);
    if (!file || type !== 'file')
      throw invalid(from, `${JSON.stringify(name)} is in it, but not, or not as a file, in its ${HEAD_NAME}`);
    missing.delete(name);
    if (file.size !== size) throw invalid(from, `${name} has ${size} bytes instead of ${file.size}`);
    const sha256 = await writeEntry(entry, join(into, name), signal, (bytes) => {
      onProgress({ phase: 'unpack', done: (done += bytes), total });
    });
    if (sha256 !== file.sha256) throw invalid(from, `${name} is altered (its sha256 is not the one noted)`);
  }
  if (!head) throw invalid(from, 'it is empty');
  const [absent] = missing.keys();
  if (absent !== undefined) throw invalid(from, `${absent} is missing`);
  return head;
}

async function writeEntry(
  entry: Entry,
  path: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const digest = new Digest();
  await pipeline(
    Readable.from(entry),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        digest.add(chunk);
        onBytes(chunk.length);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx', flush: true }),
    { signal },
  );
  return digest.sha256();
}
