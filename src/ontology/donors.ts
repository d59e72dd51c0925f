import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Catalogue } from '../store/index.js';
import { CLEANING_VERSION } from '../text/index.js';
import { CATALOGUE_FILE, VECTORS_FILE, verifyFiles, type DonorManifest } from './artefact.js';
import { readDonors } from './shelf.js';

/** Two are enough, of different sources. */
const MOST_DONORS = 2;

/** Earlier artefacts of the same encoder: their vectors need not be computed again. */
export interface Donors {
  /** Copies the vector of a name into `target`; false where none has it. */
  copy(name: string, target: Float32Array): Promise<boolean>;
}

export interface DonorChoice {
  /** Folder of all artefacts. */
  readonly artefactsDir: string;
  readonly encoderHash: string;
  /** sha256 of the sources that names come from, that of most names first. */
  readonly sources: readonly string[];
}

/**
 * Opens the artefacts whose vectors can be trusted, of the same encoder and cleaning, and undamaged, for as long as `use`
 * takes. First come those of the sources, in their order, then the largest: most names are found at the first look.
 */
export async function withDonors<T>(choice: DonorChoice, use: (donors: Donors) => Promise<T>): Promise<T> {
  const donors = await openDonors(choice);
  try {
    return await use({ copy: (name, target) => copyFrom(donors, name, target) });
  } finally {
    for (const donor of donors) {
      donor.catalogue.close();
      await donor.vectors.close();
    }
  }
}

interface Donor {
  readonly catalogue: Catalogue;
  readonly vectors: FileHandle;
  readonly embedded: number;
}

/** The donor's name is the same text and was cleaned by the same rules, so its encoder input is the same too. */
async function copyFrom(donors: readonly Donor[], name: string, target: Float32Array): Promise<boolean> {
  const length = target.byteLength;
  for (const donor of donors) {
    const row = donor.catalogue.rowOfName(name);
    if (row === undefined || row >= donor.embedded) continue;
    const { bytesRead } = await donor.vectors.read(target, 0, length, row * length);
    if (bytesRead === length) return true;
  }
  return false;
}

async function openDonors({ artefactsDir, encoderHash, sources }: DonorChoice): Promise<Donor[]> {
  const candidates = (await readDonors(artefactsDir)).filter(
    ({ manifest: { spec } }) => spec.encoder === encoderHash && spec.cleaning === CLEANING_VERSION,
  );
  const place = ({ spec }: DonorManifest): number => {
    const found = sources.indexOf(spec.source.sha256);
    return found === -1 ? sources.length : found;
  };
  candidates.sort(
    ({ manifest: a }, { manifest: b }) => place(a) - place(b) || b.counts.embedded - a.counts.embedded,
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
