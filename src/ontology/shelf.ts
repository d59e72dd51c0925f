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
import type { ArtefactBase } from './stages.js';

/** A version's names, written once and shared by all its stages. */
export interface PreparedCatalogue {
  readonly path: string;
  readonly concepts: number;
  readonly names: number;
  readonly coreNames: number;
}

export interface ShelvedArtefact {
  readonly folder: string;
  readonly manifest: ArtefactManifest;
}

/** The artefacts on disk, newest first; a folder without a readable manifest is passed over. */
export async function readShelf(artefactsDir: string): Promise<ShelvedArtefact[]> {
  const shelf: ShelvedArtefact[] = [];
  for (const folder of await foldersIn(artefactsDir)) {
    const manifest = await readManifest(folder).catch(() => null);
    if (manifest !== null && manifest.hash === basename(folder)) shelf.push({ folder, manifest });
  }
  return shelf.sort((a, b) => (a.manifest.createdAt < b.manifest.createdAt ? 1 : -1));
}

/** An artefact that an earlier release built: it answers no more, but its vectors may still do. */
export interface OutdatedArtefact {
  readonly folder: string;
  readonly manifest: DonorManifest;
}

export async function readOutdated(artefactsDir: string): Promise<OutdatedArtefact[]> {
  const old: OutdatedArtefact[] = [];
  for (const folder of await foldersIn(artefactsDir)) {
    const manifest = await readDonor(folder).catch(() => null);
    if (manifest !== null && manifest.spec.format < ARTEFACT_FORMAT) old.push({ folder, manifest });
  }
  return old;
}

async function foldersIn(artefactsDir: string): Promise<string[]> {
  const entries = await readdir(artefactsDir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(artefactsDir, name));
}

/** Whether two specs differ in their stage at most. */
export function sameBase(spec: ArtefactSpec, base: ArtefactBase): boolean {
  const stage = { lay: spec.lay, index: spec.index };
  return artefactHash(spec) === artefactHash({ ...base, ...stage });
}

/** The catalogue of an artefact, to build its next stage from. */
export function catalogueOf({ folder, manifest }: ShelvedArtefact): PreparedCatalogue {
  const { concepts, names, coreNames } = manifest.counts;
  return { path: join(folder, CATALOGUE_FILE), concepts, names, coreNames };
}
