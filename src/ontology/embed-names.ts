import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { Encoder } from '../encoder/index.js';
import { Catalogue } from '../store/index.js';
import { CLEANING_VERSION } from '../text/index.js';
import { CATALOGUE_FILE, VECTORS_FILE, verifyFiles, type DonorManifest } from './artefact.js';
import { nameInput } from './catalogue-build.js';
import { cancelled } from './catalogue-thread.js';
import type { BuildProgress } from './service.js';
import { readDonors } from './shelf.js';

/** Names embedded in one call; three calls are under way at once, so that the workers never wait. */
const CHUNK = 256;
const CALLS = 3;
const MOST_DONORS = 2;

/** An earlier artefact of the same encoder: its vectors need not be computed again. */
interface Donor {
  readonly catalogue: Catalogue;
  readonly vectors: FileHandle;
  readonly embedded: number;
}

export interface EmbedRequest {
  readonly catalogue: Catalogue;
  /** Rows 0 to count - 1 are embedded. */
  readonly count: number;
  readonly outPath: string;
  /** sha256 of what the catalogue was read from. */
  readonly source: string;
  /** Folder of the artefacts that may have vectors to reuse. */
  readonly artefactsDir: string;
}

/**
 * Writes the vectors of a catalogue's first names, row after row, float32 little endian.
 * @throws AppError `job_cancelled`, and what the encoder throws
 */
export async function embedNames(
  { catalogue, count, outPath, source, artefactsDir }: EmbedRequest,
  encoder: Encoder,
  onProgress: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const donors = await openDonors(artefactsDir, encoder.hash, source);
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
    await closeAll(donors);
  }
}

/**
 * The vectors of names that stand in no catalogue, one after another.
 * @param onProgress told which share of them is done
 * @throws as `embedNames`
 */
export async function embedTexts(
  texts: readonly string[],
  { source, artefactsDir }: Pick<EmbedRequest, 'source' | 'artefactsDir'>,
  encoder: Encoder,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Float32Array<ArrayBuffer>> {
  const donors = await openDonors(artefactsDir, encoder.hash, source);
  const all = new Float32Array(texts.length * encoder.dimension);
  let done = 0;
  try {
    await inChunks(texts.length, signal, async (from, end) => {
      const { vectors } = await vectorsOf(texts.slice(from, end), donors, encoder, signal);
      all.set(vectors, from * encoder.dimension);
      done += end - from;
      onProgress(done / texts.length);
    });
    return all;
  } finally {
    await closeAll(donors);
  }
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
    throw signal.aborted ? cancelled() : error;
  }
}

/** @throws AppError `disk_full` */
export async function writeWhole(file: FileHandle, vectors: Float32Array, position: number): Promise<void> {
  const { bytesWritten } = await file.write(bytesOf(vectors), 0, vectors.byteLength, position);
  // The system takes less than it was given when the disk is full.
  if (bytesWritten !== vectors.byteLength)
    throw new AppError('disk_full', 'No space is left in the data folder; free some and try again.');
}

async function closeAll(donors: readonly Donor[]): Promise<void> {
  for (const donor of donors) {
    donor.catalogue.close();
    await donor.vectors.close();
  }
}

async function vectorsOf(
  names: readonly string[],
  donors: readonly Donor[],
  encoder: Encoder,
  signal: AbortSignal,
): Promise<{ vectors: Float32Array; found: number }> {
  const { dimension } = encoder;
  const vectors = new Float32Array(names.length * dimension);
  const missing: number[] = [];
  for (const [i, name] of names.entries()) {
    const target = vectors.subarray(i * dimension, (i + 1) * dimension);
    if (!(await copyFrom(donors, name, target))) missing.push(i);
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

/** The donor's name is the same text and was cleaned by the same rules, so its encoder input is the same too. */
async function copyFrom(donors: readonly Donor[], name: string, target: Float32Array): Promise<boolean> {
  for (const donor of donors) {
    const row = donor.catalogue.rowOfName(name);
    if (row === undefined || row >= donor.embedded) continue;
    const { bytesRead } = await donor.vectors.read(
      bytesOf(target),
      0,
      target.byteLength,
      row * target.byteLength,
    );
    if (bytesRead === target.byteLength) return true;
  }
  return false;
}

/**
 * Opens the artefacts whose vectors can be trusted: of the same encoder and cleaning, and undamaged. Two are enough, of
 * different sources, and first comes one of the same source, then the largest: most names are found at the first look.
 */
async function openDonors(artefactsDir: string, encoderHash: string, source: string): Promise<Donor[]> {
  const candidates = (await readDonors(artefactsDir)).filter(
    ({ manifest: { spec } }) => spec.encoder === encoderHash && spec.cleaning === CLEANING_VERSION,
  );
  const isOwn = ({ spec }: DonorManifest): number => Number(spec.source.sha256 === source);
  candidates.sort(
    ({ manifest: a }, { manifest: b }) => isOwn(b) - isOwn(a) || b.counts.embedded - a.counts.embedded,
  );
  const donors: Donor[] = [];
  const taken = new Set<string>();
  for (const { folder, manifest } of candidates) {
    if (donors.length === MOST_DONORS) break;
    if (taken.has(manifest.spec.source.sha256)) continue;
    // A damaged one gives nothing; whoever serves it finds that out and builds it anew.
    const donor = await openDonor(folder, manifest).catch(() => null);
    if (!donor) continue;
    donors.push(donor);
    taken.add(manifest.spec.source.sha256);
  }
  return donors;
}

async function openDonor(folder: string, manifest: DonorManifest): Promise<Donor> {
  await verifyFiles(folder, manifest);
  const catalogue = new Catalogue(join(folder, CATALOGUE_FILE));
  try {
    const vectors = await open(join(folder, VECTORS_FILE), 'r');
    return { catalogue, vectors, embedded: manifest.counts.embedded };
  } catch (error) {
    catalogue.close();
    throw error;
  }
}

function bytesOf(vectors: Float32Array): Uint8Array {
  return new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
}
