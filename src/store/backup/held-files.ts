import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

/** A file that is held open: it can be read to its end, whoever throws it away meanwhile. */
export interface HeldFile {
  /** Its name in the backup. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Its content, from the beginning each time. */
  read(signal: AbortSignal): AsyncGenerator<Buffer, void, undefined>;
}

const CHUNK_BYTES = 1 << 20;

/** Opens files, and closes them all. */
export class HeldFiles {
  readonly #handles: FileHandle[] = [];

  /** @throws what the operating system refuses, `ENOENT` where the file is not there (any more) */
  async hold(name: string, path: string): Promise<HeldFile> {
    const handle = await open(path, 'r');
    this.#handles.push(handle);
    const { size } = await handle.stat();
    return { name, size, read: (signal) => chunksOf(handle, signal) };
  }

  async close(): Promise<void> {
    await Promise.all(this.#handles.splice(0).map((handle) => handle.close()));
  }
}

async function* chunksOf(handle: FileHandle, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  for (let position = 0; ;) {
    signal.throwIfAborted();
    const { bytesRead, buffer } = await handle.read(
      Buffer.allocUnsafe(CHUNK_BYTES),
      0,
      CHUNK_BYTES,
      position,
    );
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The sum of what goes through a stream. */
export class Digest {
  readonly #hash: Hash = createHash('sha256');
  size = 0;

  add(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.size += chunk.length;
  }

  /** Hex; the end of it. */
  sha256(): string {
    return this.#hash.digest('hex');
  }
}
