import { join } from 'node:path';
import { AppError } from '../errors.js';
import { readEvenly, type IndexHost, type VectorIndex } from '../index/index.js';
import { Catalogue } from '../store/index.js';
import {
  CATALOGUE_FILE,
  GRAPH_FILE,
  VECTORS_FILE,
  verifyArtefact,
  type ArtefactManifest,
} from './artefact.js';
import { Lexicon } from './lexicon.js';

/** An artefact that is ready to answer. */
export interface LoadedArtefact {
  readonly manifest: ArtefactManifest;
  readonly catalogue: Catalogue;
  readonly lexicon: Lexicon;
  readonly index: VectorIndex;
  close(): Promise<void>;
}

/**
 * Verifies an artefact's files, opens them, and lets the index find names that it must know.
 * @throws AppError `artefact_invalid`
 */
export async function loadArtefact(folder: string, host: IndexHost): Promise<LoadedArtefact> {
  const manifest = await verifyArtefact(folder);
  const { counts, dimension, spec } = manifest;
  const catalogue = new Catalogue(join(folder, CATALOGUE_FILE));
  try {
    const lexicon = await Lexicon.load(catalogue, counts.concepts, counts.names, counts.embedded);
    const index = await host.open({
      kind: spec.index.kind,
      vectorsPath: join(folder, VECTORS_FILE),
      graphPath: join(folder, GRAPH_FILE),
      dimension,
      size: counts.embedded,
    });
    await probe(index, folder).catch(async (error: unknown) => {
      await index.close();
      throw error;
    });
    return {
      manifest,
      catalogue,
      lexicon,
      index,
      close: async () => {
        await index.close();
        catalogue.close();
      },
    };
  } catch (error) {
    catalogue.close();
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
  const queries = await readEvenly(join(folder, VECTORS_FILE), size, dimension, count);
  const { scores, k } = await index.search(queries, count, 1);
  const hits = scores.filter((score, at) => at % k === 0 && score >= ITSELF).length;
  if (hits === 0 || hits < FOUND_AT_LEAST * count)
    throw new AppError(
      'artefact_invalid',
      `${folder}: its index finds ${hits} of ${count} names by their own vectors`,
    );
}
