import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { Encoder } from '../encoder/index.js';
import { writeNearest } from '../index/index.js';
import { inSlices } from '../in-slices.js';
import type { Catalogue } from '../store/index.js';
import { normalForm } from '../text/index.js';
import { cancelled } from './catalogue-thread.js';
import { canBeProposed, type SourceConcept } from './concept.js';
import type { Donors } from './donors.js';
import { eachName } from './each-name.js';
import { embedTexts, writeWhole } from './embed-names.js';
import { LENDING, lentNames, writeLent, type Lender } from './lent.js';
import { withoutTag } from './semantic-tag.js';
import type { WorkContext } from './service.js';
import { starterConcepts } from './starter-concepts.js';

export interface LentBuild {
  /** The starter vocabulary's file. */
  readonly starterPath: string;
  readonly catalogue: Catalogue;
  readonly concepts: number;
  /** The catalogue's first so many names have vectors; those of lent names are put behind them. */
  readonly size: number;
  readonly vectorsPath: string;
  readonly folder: string;
  readonly donors: Donors;
}

/**
 * Finds the concepts of the starter that go by another name in the ontology: none of its concepts has their name, and
 * they lie nearest to one to which no other such concept is nearer, and to which no names of the starter are attached.
 * Writes them with their names, and these names' vectors.
 * @throws AppError `job_cancelled`, `disk_full`, and what the encoder throws
 */
export async function buildLent(
  build: LentBuild,
  encoder: Encoder,
  { onProgress, signal }: WorkContext,
): Promise<Lender[]> {
  const part = (from: number, to: number) => (fraction: number) => {
    onProgress({ phase: 'lend', fraction: from + (to - from) * fraction });
  };
  part(0, 1)(0);
  const embed = (texts: readonly string[], progress: (fraction: number) => void) =>
    embedTexts(texts, build.donors, encoder, progress, signal);
  try {
    const free = await freeConcepts(build, signal);
    const names = free.flatMap(({ compared }, group) => compared.map((text) => ({ text, group })));
    const texts = names.map(({ text }) => text);
    const vectors = await embed(texts, part(0, 0.5));
    const nearest = { vectors, groupOf: Int32Array.from(names, ({ group }) => group) };
    const pairs = await nearestTo(build, nearest, encoder.dimension, {
      onProgress: part(0.5, 0.6),
      signal,
    });
    const lenders = await lendersOf(pairs, free, signal);
    const lentTexts = await inSlices(lentNames(lenders), ({ name }) => name.text, signal);
    await append(build, await embed(lentTexts, part(0.6, 1)), encoder.dimension);
    await writeLent(build.folder, lenders, signal);
    return lenders;
  } catch (error) {
    throw signal.aborted ? cancelled() : error;
  }
}

/** A concept of the starter whose name none of the ontology's concepts has. */
interface FreeConcept {
  readonly concept: SourceConcept;
  /**
   * Its name and synonyms that say how near it is: without those that a concept of the ontology has. Expansion knows these,
   * and does not attach by what is ambiguous.
   */
  readonly compared: readonly string[];
}

async function freeConcepts(
  { starterPath, catalogue }: LentBuild,
  signal: AbortSignal,
): Promise<FreeConcept[]> {
  const free = await inSlices(
    await starterConcepts(starterPath, signal),
    (concept) => {
      if (hasName(catalogue, concept.name)) return [];
      const synonyms = concept.names.filter(
        ({ kind, text }) => kind === 'synonym' && !hasName(catalogue, text),
      );
      return [{ concept, compared: [concept.name, ...synonyms.map(({ text }) => text)] }];
    },
    signal,
  );
  return free.flat();
}

/** Whether a concept that can be proposed has the name, as a lay name or a stronger one. */
function hasName(catalogue: Catalogue, name: string): boolean {
  return catalogue.namesOfNormal(normalForm(name)).some(({ concept }) => {
    const found = catalogue.conceptAt(concept);
    return found !== undefined && canBeProposed(found);
  });
}

const arePairs = TypeCompiler.Compile(
  Type.Array(Type.Object({ group: Type.Integer(), row: Type.Integer(), cosine: Type.Number() })),
);

/** A concept of the starter, by its place among the free ones, and one of the ontology, by its row. */
interface NearPair {
  readonly group: number;
  readonly concept: number;
  readonly cosine: number;
}

async function nearestTo(
  { catalogue, concepts, vectorsPath, size, folder }: LentBuild,
  names: { readonly vectors: Float32Array<ArrayBuffer>; readonly groupOf: Int32Array<ArrayBuffer> },
  dimension: number,
  options: { readonly onProgress: (fraction: number) => void; readonly signal: AbortSignal },
): Promise<NearPair[]> {
  const { rowOf, isAttached } = await namedRows(catalogue, concepts, size, options.signal);
  const rows = rowOf.filter((row) => row >= 0).sort();
  if (names.groupOf.length === 0 || rows.length === 0) return [];
  const outPath = join(folder, 'nearest.json');
  try {
    await writeNearest({ vectorsPath, size, dimension, outPath, rows, ...names }, options);
    const found: unknown = JSON.parse(await readFile(outPath, 'utf8'));
    if (!arePairs.Check(found)) throw new Error(`${outPath} does not hold pairs`);
    const near = new Map(found.map((pair) => [pair.row, pair]));
    const pairs: NearPair[] = [];
    rowOf.forEach((row, concept) => {
      const pair = near.get(row);
      if (pair && pair.cosine >= LENDING.least && !isAttached[concept]) pairs.push({ ...pair, concept });
    });
    return pairs;
  } finally {
    await rm(outPath, { force: true });
  }
}

interface NamedRows {
  /** Of each concept the row of its preferred name, without its semantic tag where it has one; -1 for none. */
  readonly rowOf: Int32Array<ArrayBuffer>;
  /** 1 for a concept to which names of the starter are attached. */
  readonly isAttached: Uint8Array;
}

async function namedRows(
  catalogue: Catalogue,
  concepts: number,
  names: number,
  signal: AbortSignal,
): Promise<NamedRows> {
  const rowOf = new Int32Array(concepts).fill(-1);
  const isAttached = new Uint8Array(concepts);
  const untagged = new Map<number, string>();
  await eachName(
    catalogue,
    names,
    ({ concept, text, normal, kind, origin }, row) => {
      if (origin === 'starter') isAttached[concept] = 1;
      if (kind === 'preferred') {
        rowOf[concept] = row;
        const plain = withoutTag(text);
        if (plain !== null) untagged.set(concept, normalForm(plain));
      } else if (kind === 'synonym' && untagged.get(concept) === normal) rowOf[concept] = row;
    },
    signal,
  );
  return { rowOf, isAttached };
}

/** The concepts of the pairs, with all their names. */
async function lendersOf(
  pairs: readonly NearPair[],
  free: readonly FreeConcept[],
  signal: AbortSignal,
): Promise<Lender[]> {
  const lenders = await inSlices(
    pairs,
    ({ group, concept, cosine }) => {
      const lender = free[group]?.concept;
      if (!lender) return [];
      const { id, name } = lender;
      const names = [{ text: name, kind: 'preferred' as const }, ...lender.names].map(({ text, kind }) => ({
        ...{ text, normal: normalForm(text), kind },
      }));
      return [{ id, name, concept, cosine, names }];
    },
    signal,
  );
  return lenders.flat();
}

/** Puts the vectors behind those of the ontology's own names. */
async function append(
  { vectorsPath, size }: LentBuild,
  vectors: Float32Array,
  dimension: number,
): Promise<void> {
  const file = await open(vectorsPath, 'r+');
  try {
    await writeWhole(file, vectors, size * dimension * Float32Array.BYTES_PER_ELEMENT);
  } finally {
    await file.close();
  }
}
