import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { IndexHost, VectorIndex } from '../index/index.js';
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
 * Verifies an artefact's files, opens them, and lets the index answer once.
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
    await warm(index, folder).catch(async (error: unknown) => {
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

/** The first search touches every page once; it also shows that the index answers at all. */
async function warm(index: VectorIndex, folder: string): Promise<void> {
  const query = new Float32Array(index.dimension).fill(1 / Math.sqrt(index.dimension));
  const { rows } = await index.search(query, 1, 1);
  if (rows.length !== 1) throw new AppError('artefact_invalid', `${folder}: its index gives no answer`);
}
