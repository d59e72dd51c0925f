import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, openAsBlob } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform, Writable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TransformStream } from 'node:stream/web';
import {
  BlobReader,
  ERR_ENCRYPTED,
  ERR_INVALID_PASSWORD,
  ZipReader,
  ZipWriter,
  type Entry,
  type FileEntry,
} from '@zip.js/zip.js';
import { extract } from 'tar-stream';
import { AppError, messageOf } from '../errors.js';
import { diskFull } from '../store/index.js';

/** A distribution has some dozen files; an archive of a million names is none. */
const MAX_ENTRIES = 100_000;
/** Text packs to a tenth; what grows much more is made to fill the disk. */
const MAX_RATIO = 200;
const ALWAYS_ALLOWED_BYTES = 2 ** 26;
const FILE_TYPE_BITS = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** `gz`: a single file, compressed alone. */
export type ArchiveKind = 'zip' | 'tar.gz' | 'gz';

export interface Unpacking {
  /** The name the archive had at its owner's, for messages. */
  readonly fileName: string;
  /** Which files to take, by their names without folders. */
  readonly wants: (name: string) => boolean;
  /** Keeps the folders that the files stand in, where files of one name stand in several. */
  readonly keepFolders?: boolean;
  readonly password?: string;
  readonly signal: AbortSignal;
}

/** Tells an archive by how it begins and is called; null for any other file, such as an Excel workbook. */
export async function archiveKind(path: string, fileName: string): Promise<ArchiveKind | null> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const magic = buffer.subarray(0, bytesRead).toString('latin1');
    if (/\.(?:tar\.gz|tgz)$/i.test(fileName) && magic.startsWith('\x1f\x8b')) return 'tar.gz';
    return magic === 'PK\x03\x04' && !/\.xls[xm]$/i.test(fileName) ? 'zip' : null;
  } finally {
    await file.close();
  }
}

/**
 * Unpacks the wanted files of an archive into a folder, without the folders they stand in unless these are to be
 * kept: no name can lead elsewhere. What is there already is never written over.
 * @returns the names of the files, in the archive's order
 * @throws AppError `ontology_invalid` when the archive is damaged, protected by another password, holds a wanted
 * file twice, as a link or outside itself, or grows as no text does; `disk_full`; the signal's reason when it is aborted
 */
export async function unpack(
  path: string,
  kind: ArchiveKind,
  into: string,
  options: Unpacking,
): Promise<string[]> {
  const { size } = await stat(path);
  const target = new Target(into, Math.max(ALWAYS_ALLOWED_BYTES, size * MAX_RATIO), options);
  try {
    await UNPACKERS[kind](path, target, options);
    return target.names;
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw diskFull(error) ?? invalid(options, `the archive cannot be unpacked: ${messageOf(error)}`);
  }
}

/** Packs files under the names that are given into a new zip file. */
export async function packFiles(
  files: readonly { readonly name: string; readonly path: string }[],
  target: string,
): Promise<void> {
  const zip = new ZipWriter(Writable.toWeb(createWriteStream(target)), { useWebWorkers: false });
  for (const { name, path } of files) await zip.add(name, new BlobReader(await openAsBlob(path)));
  await zip.close();
}

/** The folder that is filled, with what bounds it. */
class Target {
  readonly names: string[] = [];
  readonly #taken = new Set<string>();
  #entries = 0;
  #bytes = 0;

  constructor(
    private readonly folder: string,
    private readonly mostBytes: number,
    private readonly options: Unpacking,
  ) {}

  /** Takes an entry into account; gives the name to write it under where it is wanted. */
  accept(path: string, isFile: boolean, isLink: boolean): string | null {
    this.options.signal.throwIfAborted();
    this.#entries += 1;
    if (this.#entries > MAX_ENTRIES)
      throw invalid(this.options, `the archive has more than ${MAX_ENTRIES} entries`);
    const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
    if (!(isFile || isLink) || !this.options.wants(parts.at(-1) ?? '')) return null;
    const name = (this.options.keepFolders === true ? parts : parts.slice(-1)).join('/');
    if (name.split('/').includes('..')) throw invalid(this.options, `${name} leads out of the archive`);
    if (isLink) throw invalid(this.options, `${name} is a link, and links are not followed`);
    if (this.#taken.has(name))
      throw invalid(this.options, `there are several files called ${name}; pack one release alone`);
    this.names.push(name);
    this.#taken.add(name);
    return name;
  }

  /** Writes what a stream gives; fails when all files together are too much. */
  write(name: string, source: Readable, ...through: readonly Duplex[]): Promise<void> {
    const counting = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#bytes += chunk.length;
        if (this.#bytes <= this.mostBytes) done(null, chunk);
        else
          done(invalid(this.options, `unpacked, it is more than ${MAX_RATIO} times as large as the archive`));
      },
    });
    const path = join(this.folder, name);
    // At once: a source may fail before anyone listens to it.
    if (this.options.keepFolders === true) mkdirSync(dirname(path), { recursive: true });
    const file = createWriteStream(path, { flags: 'wx' });
    return pipeline([source, ...through, counting, file], { signal: this.options.signal });
  }
}

async function unzip(path: string, target: Target, options: Unpacking): Promise<void> {
  const zip = new ZipReader(new BlobReader(await openAsBlob(path)), {
    useWebWorkers: false,
    checkSignature: true,
    ...(options.password === undefined ? {} : { password: options.password }),
  });
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      const name = target.accept(entry.filename, !entry.directory, isLink(entry));
      if (name === null || entry.directory) continue;
      await unzipOne(entry, name, target, options);
    }
  } finally {
    await zip.close();
  }
}

async function unzipOne(entry: FileEntry, name: string, target: Target, options: Unpacking): Promise<void> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const [read, written] = await Promise.allSettled([
    entry.getData(writable).catch(async (error: unknown) => {
      // Before its first byte it leaves the other end waiting.
      await writable.abort(error).catch(() => undefined);
      throw error;
    }),
    target.write(name, Readable.fromWeb(readable)),
  ]);
  // When one end fails the other does too; what is told is where it began.
  if (written.status === 'rejected' && written.reason instanceof AppError) throw written.reason;
  if (read.status === 'rejected') throw explained(read.reason, options);
  if (written.status === 'rejected') throw written.reason;
}

function explained(error: unknown, options: Unpacking): unknown {
  const message = messageOf(error);
  if (message === ERR_ENCRYPTED)
    return invalid(options, 'the archive is protected by a password, and none was given');
  if (message === ERR_INVALID_PASSWORD) return invalid(options, 'the password does not open the archive');
  return error;
}

function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & FILE_TYPE_BITS) === SYMBOLIC_LINK;
}

async function untar(path: string, target: Target): Promise<void> {
  const tar = extract();
  const feeding = pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) if (!tar.write(chunk)) await once(tar, 'drain');
    tar.end(Buffer.alloc(0));
  });
  // What ends the feeding ends the reading, and the other way round.
  feeding.catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(messageOf(error)));
  });
  for await (const entry of tar) {
    const { name, type } = entry.header;
    const isLink = type === 'symlink' || type === 'link';
    const accepted = target.accept(name, type === 'file' || type === 'contiguous-file', isLink);
    if (accepted === null) entry.resume();
    else await target.write(accepted, Readable.from(entry));
  }
  await feeding;
}

async function gunzip(path: string, target: Target, { fileName }: Unpacking): Promise<void> {
  const name = target.accept(fileName.replace(/\.gz$/i, ''), true, false);
  if (name !== null) await target.write(name, createReadStream(path), createGunzip());
}

const UNPACKERS: Readonly<
  Record<ArchiveKind, (path: string, target: Target, options: Unpacking) => Promise<void>>
> = { zip: unzip, 'tar.gz': untar, gz: gunzip };

function invalid({ fileName }: Unpacking, detail: string): AppError {
  return new AppError('ontology_invalid', `${fileName}: ${detail}.`);
}
