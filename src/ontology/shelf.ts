import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  ARTEFACT_FORMAT,
  CATALOGUE_FILE,
  artefactHash,
  readDonor,
  readManifest,
  type ArtefactManifest,
  type DonorManifest,
  type ArtefactSpec,
} from './artefact.js';
import type { CatalogueCounts } from './catalogue-build.js';
import type { ArtefactBase } from './stages.js';

/** A version's names, written once and shared by all its stages. */
export interface PreparedCatalogue extends CatalogueCounts {
  readonly path: string;
}

export interface ShelvedArtefact {
  readonly folder: string;
  readonly manifest: ArtefactManifest;
}

/** The artefacts on disk, newest first; a folder without a readable manifest is passed over. */
export async function readShelf(artefactsDir: string): Promise<ShelvedArtefact[]> {
  return (await readFolders(artefactsDir, readManifest))
    .filter(({ folder, manifest }) => manifest.hash === basename(folder))
    .sort((a, b) => (a.manifest.createdAt < b.manifest.createdAt ? 1 : -1));
}

/** An artefact of this release or an earlier one: whether it answers or not, its vectors may be taken over. */
export interface DonorArtefact {
  readonly folder: string;
  readonly manifest: DonorManifest;
}

export async function readDonors(artefactsDir: string): Promise<DonorArtefact[]> {
  const found = await readFolders(artefactsDir, readDonor);
  return found.filter(({ manifest }) => manifest.spec.format <= ARTEFACT_FORMAT);
}

async function readFolders<T>(
  artefactsDir: string,
  read: (folder: string) => Promise<T>,
): Promise<{ folder: string; manifest: T }[]> {
  const found: { folder: string; manifest: T }[] = [];
  for (const entry of await readdir(artefactsDir, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const folder = join(artefactsDir, entry.name);
    const manifest = await read(folder).catch(() => null);
    if (manifest !== null) found.push({ folder, manifest });
  }
  return found;
}

/** Whether two specs differ in their stage at most. */
export function sameBase(spec: ArtefactSpec, base: ArtefactBase): boolean {
  const stage = { lay: spec.lay, index: spec.index };
  return artefactHash(spec) === artefactHash({ ...base, ...stage });
}

/** The catalogue of an artefact, to build its next stage from. */
export function catalogueOf({ folder, manifest }: ShelvedArtefact): PreparedCatalogue {
  const { concepts, names, coreNames, expectedReports } = manifest.counts;
  return { path: join(folder, CATALOGUE_FILE), concepts, names, coreNames, expectedReports };
}
