import type { FileHandle } from 'node:fs/promises';

/** A single read takes 2 GiB at most. */
const READ_BYTES = 64 * 1024 * 1024;

/** Fills numbers from where the file stands. @returns whether it had as many */
export async function filled(
  file: FileHandle,
  into: Uint8Array | Int16Array | Float32Array,
): Promise<boolean> {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let offset = 0; offset < bytes.length;) {
    const { bytesRead } = await file.read(bytes, offset, Math.min(READ_BYTES, bytes.length - offset));
    if (bytesRead === 0) return false;
    offset += bytesRead;
  }
  return true;
}
