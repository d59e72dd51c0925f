import type { FileHandle } from 'node:fs/promises';

/** A single read takes 2 GiB at most. */
const READ_BYTES = 64 * 1024 * 1024;

/**
 * Fills numbers from a place in the file, or from where the file stands.
 * @param from byte offset in the file
 * @returns whether it had as many
 */
export async function filled(
  file: FileHandle,
  into: Uint8Array | Int16Array | Float32Array,
  from?: number,
): Promise<boolean> {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let offset = 0; offset < bytes.length;) {
    const length = Math.min(READ_BYTES, bytes.length - offset);
    const position = from === undefined ? null : from + offset;
    const { bytesRead } = await file.read(bytes, offset, length, position);
    if (bytesRead === 0) return false;
    offset += bytesRead;
  }
  return true;
}
