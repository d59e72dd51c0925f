import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { Encoder } from '../encoder/index.js';
import { buildIndex } from '../index/index.js';
import { Catalogue, discardFolder, exists, publishFolder } from '../store/index.js';
import {
  CATALOGUE_FILE,
  HUBNESS_FILE,
  INDEX_FILES,
  VECTORS_FILE,
  artefactHash,
  writeManifest,
  type ArtefactSpec,
} from './artefact.js';
import { buildHubness, type Background, type BackgroundVectors } from './background.js';
import { withDonors } from './donors.js';
import { embedNames } from './embed-names.js';
import { buildLent } from './lent-build.js';
import { countLent, LENT_FILE, type Lender } from './lent.js';
import type { PreparedCatalogue } from './shelf.js';
import type { WorkContext } from './service.js';

export interface BuildRequest {
  readonly spec: ArtefactSpec;
  readonly catalogue: PreparedCatalogue;
  /** The starter vocabulary's file. */
  readonly starterPath: string;
  readonly background: Background;
  readonly backgroundVectors: BackgroundVectors;
  /** Folder of all artefacts; their vectors are reused where they may be. */
  readonly artefactsDir: string;
}

/**
 * Builds an artefact, or finds it built already; it becomes visible whole or not at all.
 * @returns its folder
 * @throws AppError `ontology_invalid` when there is no name to search, `job_cancelled`, `disk_full`
 */
export async function buildArtefact(
  request: BuildRequest,
  encoder: Encoder,
  context: WorkContext,
): Promise<string> {
  const { spec, catalogue, background, artefactsDir } = request;
  const { dimension } = encoder;
  const target = join(artefactsDir, artefactHash(spec));
  if (await exists(join(target, 'manifest.json'))) return target;
  // A folder without a manifest is no artefact, whoever left it.
  if (await exists(target)) await discardFolder(target);
  const embedded = spec.lay === 'deferred' ? catalogue.coreNames : catalogue.names;
  if (embedded === 0)
    throw new AppError(
      'ontology_invalid',
      'None of the concepts can be proposed: there is no name to search.',
    );
  const starter = spec.lay === 'embedded' && spec.expansion?.names === 'near' ? spec.expansion.starter : null;
  await publishFolder(target, async (folder) => {
    const vectorsPath = join(folder, VECTORS_FILE);
    await copyFile(catalogue.path, join(folder, CATALOGUE_FILE));
    const names = new Catalogue(catalogue.path);
    let lenders: readonly Lender[] = [];
    try {
      const known = { catalogue: names, concepts: catalogue.concepts, size: embedded, vectorsPath };
      const sources = [spec.source.sha256, ...(starter === null ? [] : [starter])];
      await withDonors({ artefactsDir, encoderHash: encoder.hash, sources }, async (donors) => {
        await embedNames(
          { catalogue: names, count: embedded, outPath: vectorsPath, donors },
          encoder,
          context.onProgress,
          context.signal,
        );
        if (starter !== null)
          lenders = await buildLent(
            { ...known, folder, donors, starterPath: request.starterPath },
            encoder,
            context,
          );
      });
      await buildHubness(
        {
          ...{ ...known, lenders, background, vectors: request.backgroundVectors, dimension },
          outPath: join(folder, HUBNESS_FILE),
        },
        context,
      );
    } finally {
      names.close();
    }
    const { kind } = spec.index;
    const outPath = join(folder, INDEX_FILES[kind]);
    await buildIndex(
      { ...{ kind, vectorsPath, outPath }, size: embedded + countLent(lenders), dimension },
      {
        onProgress: (fraction) => {
          context.onProgress({ phase: 'index', fraction });
        },
        signal: context.signal,
      },
    );
    const { concepts, names: nameCount, coreNames, expectedReports } = catalogue;
    const counts = {
      concepts,
      names: nameCount,
      coreNames,
      embedded,
      expectedReports,
      ...(starter === null ? {} : { lent: { concepts: lenders.length, names: countLent(lenders) } }),
    };
    await writeManifest(folder, { spec, dimension, counts }, [
      ...[CATALOGUE_FILE, VECTORS_FILE, HUBNESS_FILE, INDEX_FILES[kind]],
      ...(starter === null ? [] : [LENT_FILE]),
    ]);
  });
  return target;
}
