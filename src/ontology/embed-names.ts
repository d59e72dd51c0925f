import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../errors.js';
import type { Encoder } from '../encoder/index.js';
import type { Catalogue } from '../store/index.js';
import { nameInput } from './catalogue-build.js';
import { cancelled } from './catalogue-thread.js';
import type { Donors } from './donors.js';
import type { BuildProgress } from './service.js';

/** Names embedded in one call; three calls are under way at once, so that the workers never wait. */
const CHUNK = 256;
const CALLS = 3;

export interface EmbedRequest {
  readonly catalogue: Catalogue;
  /** Rows 0 to count - 1 are embedded. */
  readonly count: number;
  readonly outPath: string;
  readonly donors: Donors;
}

/**
 * Writes the vectors of a catalogue's first names, row after row, float32 little endian.
 * @throws AppError `job_cancelled`, `disk_full`, and what the encoder throws
 */
export async function embedNames(
  { catalogue, count, outPath, donors }: EmbedRequest,
  encoder: Encoder,
  onProgress: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const out = await open(outPath, 'wx');
  const started = performance.now();
  let done = 0;
  let reused = 0;
  const report = (): void => {
    const fresh = done - reused;
    const perSecond = fresh / ((performance.now() - started) / 1000);
    onProgress({
      phase: 'embed',
      done,
      total: count,
      reused,
      perSecond: Math.round(perSecond),
      secondsLeft: fresh > 0 ? Math.round((count - done) / perSecond) : null,
    });
  };
  try {
    await inChunks(count, signal, async (from, end) => {
      const inputs = catalogue.namesBetween(from, end).map((name) => name.text);
      const { vectors, found } = await vectorsOf(inputs, donors, encoder, signal);
      await writeWhole(out, vectors, from * encoder.dimension * 4);
      done += inputs.length;
      reused += found;
      report();
    });
  } finally {
    await out.close();
  }
}

/**
 * The vectors of names that stand in no catalogue, one after another.
 * @param onProgress told which share of them is done
 * @throws as `embedNames`
 */
export async function embedTexts(
  texts: readonly string[],
  donors: Donors,
  encoder: Encoder,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Float32Array<ArrayBuffer>> {
  const all = new Float32Array(texts.length * encoder.dimension);
  let done = 0;
  await inChunks(texts.length, signal, async (from, end) => {
    const { vectors } = await vectorsOf(texts.slice(from, end), donors, encoder, signal);
    all.set(vectors, from * encoder.dimension);
    done += end - from;
    onProgress(done / texts.length);
  });
  return all;
}

/** Does the work chunk by chunk, some at once. @throws AppError `job_cancelled` once the signal is aborted */
async function inChunks(
  count: number,
  signal: AbortSignal,
  work: (from: number, end: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const loop = async (): Promise<void> => {
    while (next < count) {
      if (signal.aborted) throw cancelled();
      const from = next;
      next = Math.min(count, from + CHUNK);
      await work(from, next);
    }
  };
  try {
    await Promise.all(Array.from({ length: CALLS }, loop));
  } catch (error) {
    // The other loops end, too.
    next = count;
    throw signal.aborted ? cancelled() : error;
  }
}

/** @throws AppError `disk_full` */
export async function writeWhole(file: FileHandle, vectors: Float32Array, position: number): Promise<void> {
  const { bytesWritten } = await file.write(vectors, 0, vectors.byteLength, position);
  // The system takes less than it was given when the disk is full.
  if (bytesWritten !== vectors.byteLength)
    throw new AppError('disk_full', 'No space is left in the data folder; free some and try again.');
}

async function vectorsOf(
  names: readonly string[],
  donors: Donors,
  encoder: Encoder,
  signal: AbortSignal,
): Promise<{ vectors: Float32Array; found: number }> {
  const { dimension } = encoder;
  const vectors = new Float32Array(names.length * dimension);
  const missing: number[] = [];
  for (const [i, name] of names.entries()) {
    const target = vectors.subarray(i * dimension, (i + 1) * dimension);
    if (!(await donors.copy(name, target))) missing.push(i);
  }
  const inputs = missing.map((i) => nameInput(names[i] ?? ''));
  // In batches of their own: the same source, built anew, gets the same vectors.
  const fresh =
    inputs.length > 0
      ? await encoder.embed(inputs, { lane: 'background', fixed: true, signal })
      : new Float32Array(0);
  missing.forEach((i, row) => {
    vectors.set(fresh.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return { vectors, found: names.length - missing.length };
}
