import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import { readEvenly, type IndexHost, type VectorIndex } from '../index/index.js';
import { Catalogue } from '../store/index.js';
import {
  CATALOGUE_FILE,
  HUBNESS_FILE,
  INDEX_FILES,
  VECTORS_FILE,
  readManifest,
  verifyFiles,
  type ArtefactManifest,
} from './artefact.js';
import { NAME_KINDS } from './concept.js';
import { readLent } from './lent.js';
import { Lexicon } from './lexicon.js';

/** An artefact that is ready to answer. */
export interface LoadedArtefact {
  readonly manifest: ArtefactManifest;
  readonly catalogue: Catalogue;
  /** Its file, for threads that open it themselves. */
  readonly cataloguePath: string;
  /** Vectors of the names that are searched, row by row: float32, little endian. */
  readonly vectorsPath: string;
  readonly lexicon: Lexicon;
  readonly index: VectorIndex;
  close(): Promise<void>;
}

/**
 * Verifies an artefact's files, opens them, and lets the index find names that it must know. All that goes on at
 * once, as one or the other thread is always waiting; nothing answers before all of it is found good.
 * @throws AppError `artefact_invalid`
 */
export async function loadArtefact(folder: string, host: IndexHost): Promise<LoadedArtefact> {
  const manifest = await readManifest(folder);
  const [verified, opened, read] = await Promise.allSettled([
    verifyFiles(folder, manifest),
    openIndex(folder, manifest, host),
    openCatalogue(folder, manifest),
  ]);
  if (verified.status === 'fulfilled' && opened.status === 'fulfilled' && read.status === 'fulfilled') {
    const [index, { catalogue, lexicon }] = [opened.value, read.value];
    return {
      ...{
        manifest,
        catalogue,
        cataloguePath: join(folder, CATALOGUE_FILE),
        vectorsPath: join(folder, VECTORS_FILE),
        lexicon,
        index,
      },
      close: async () => {
        await index.close();
        catalogue.close();
      },
    };
  }
  if (opened.status === 'fulfilled') await opened.value.close();
  if (read.status === 'fulfilled') read.value.catalogue.close();
  // A damaged file is what is told, whatever else came of it.
  for (const outcome of [verified, opened, read]) if (outcome.status === 'rejected') throw outcome.reason;
  throw new Error('An artefact was neither loaded nor refused.');
}

async function openCatalogue(
  folder: string,
  { counts }: ArtefactManifest,
): Promise<{ catalogue: Catalogue; lexicon: Lexicon }> {
  const catalogue = new Catalogue(join(folder, CATALOGUE_FILE));
  try {
    const lenders = counts.lent === undefined ? [] : await readLent(folder);
    const hubness = await readHubness(folder, counts.concepts + lenders.length);
    const lexicon = await Lexicon.load(catalogue, { ...counts, hubness, lenders });
    return { catalogue, lexicon };
  } catch (error) {
    catalogue.close();
    throw error;
  }
}

async function readHubness(folder: string, concepts: number): Promise<Float32Array> {
  const bytes = await readFile(join(folder, HUBNESS_FILE));
  const values = NAME_KINDS.length * concepts;
  if (bytes.length !== values * Float32Array.BYTES_PER_ELEMENT)
    throw new AppError('artefact_invalid', `${folder}: ${HUBNESS_FILE} is not that of ${concepts} concepts`);
  // Of its own, as a file's bytes may start anywhere in a shared buffer.
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

async function openIndex(
  folder: string,
  { spec, dimension, counts }: ArtefactManifest,
  host: IndexHost,
): Promise<VectorIndex> {
  const index = await host.open({
    kind: spec.index.kind,
    path: join(folder, INDEX_FILES[spec.index.kind]),
    dimension,
    size: counts.embedded + (counts.lent?.names ?? 0),
  });
  try {
    await probe(index, folder);
    return index;
  } catch (error) {
    await index.close();
    throw error;
  }
}

/** Names that an index must find by their own vectors before it answers anybody. */
const PROBES = 32;
/** int8 and a graph's shortcuts may miss one now and then. */
const FOUND_AT_LEAST = 0.9;
/** Names of the same words have the same vector, so the cosine tells, not the row. */
const ITSELF = 0.999;

/** The first searches touch every page once, and show that the index is that of these vectors. */
async function probe(index: VectorIndex, folder: string): Promise<void> {
  const { size, dimension } = index;
  const count = Math.min(PROBES, size);
  const queries = await readEvenly(join(folder, VECTORS_FILE), { first: 0, end: size }, dimension, count);
  const { scores, k } = await index.search(queries, count, 1);
  const hits = scores.filter((score, at) => at % k === 0 && score >= ITSELF).length;
  if (hits === 0 || hits < FOUND_AT_LEAST * count)
    throw new AppError(
      'artefact_invalid',
      `${folder}: its index finds ${hits} of ${count} names by their own vectors`,
    );
}
