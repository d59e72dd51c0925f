import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Encoder } from '../encoder/index.js';
import { writeNearest, type NearestPair } from '../index/index.js';
import { inSlices } from '../in-slices.js';
import type { Catalogue } from '../store/index.js';
import { normalForm } from '../text/index.js';
import { cancelled } from './catalogue-thread.js';
import type { SourceConcept } from './concept.js';
import { embedTexts, writeWhole } from './embed-names.js';
import { LENDING, LENT_FILE, type Lent } from './lent.js';
import { withoutTag } from './semantic-tag.js';
import type { WorkContext } from './service.js';
import { starterConcepts } from './starter-concepts.js';

const PairsSchema = Type.Array(
  Type.Object({ group: Type.Integer(), row: Type.Integer(), cosine: Type.Number() }),
);

export interface LentBuild {
  /** The starter vocabulary's file. */
  readonly starterPath: string;
  readonly catalogue: Catalogue;
  /** Its first so many names are those that are no lay names of concepts that can be proposed. */
  readonly coreNames: number;
  /** Its first so many names have vectors; those of lent names are put behind them. */
  readonly size: number;
  readonly vectorsPath: string;
  readonly folder: string;
  readonly source: string;
  readonly artefactsDir: string;
}

/**
 * Finds the concepts of the starter that go by another name in the ontology: they equal none of its concepts, and lie
 * nearest to one to which no other such concept is nearer. Writes them with their names, and these names' vectors.
 * @throws AppError `job_cancelled`, `disk_full`, and what the encoder throws
 */
export async function buildLent(build: LentBuild, encoder: Encoder, context: WorkContext): Promise<Lent> {
  const progress = (share: readonly [from: number, to: number]) => (fraction: number) => {
    context.onProgress({ phase: 'lend', fraction: share[0] + (share[1] - share[0]) * fraction });
  };
  const { signal } = context;
  progress([0, 1])(0);
  const lenders = await lendersOf(build, signal);
  const core = lenders.flatMap((concept, group) => coreNamesOf(concept).map((text) => ({ text, group })));
  const texts = core.map(({ text }) => text);
  const vectors = await embedTexts(texts, build, encoder, progress([0, 0.5]), signal);
  const pairs = await nearestOf(build, vectors, core, encoder.dimension, {
    progress: progress([0.5, 0.6]),
    signal,
  });
  const lent = await lentBy(pairs, lenders, signal);
  const lentVectors = await embedTexts(
    lent.names.map(({ text }) => text),
    build,
    encoder,
    progress([0.6, 1]),
    signal,
  );
  const file = await open(build.vectorsPath, 'r+');
  try {
    await writeWhole(file, lentVectors, build.size * encoder.dimension * Float32Array.BYTES_PER_ELEMENT);
  } finally {
    await file.close();
  }
  await writeFile(join(build.folder, LENT_FILE), JSON.stringify(lent));
  return lent;
}

/** Concepts of the starter of which none of the ontology's concepts has the name. */
async function lendersOf(
  { starterPath, catalogue }: LentBuild,
  signal: AbortSignal,
): Promise<SourceConcept[]> {
  const all = await starterConcepts(starterPath);
  const free = await inSlices(
    all,
    ({ name }) => catalogue.namesOfNormal(normalForm(name)).every(({ kind }) => kind === 'lay'),
    signal,
  );
  return all.filter((_, i) => free[i]);
}

function coreNamesOf({ name, names }: SourceConcept): string[] {
  return [name, ...names.filter(({ kind }) => kind === 'synonym').map(({ text }) => text)];
}

async function nearestOf(
  { catalogue, coreNames, vectorsPath, size, folder }: LentBuild,
  vectors: Float32Array<ArrayBuffer>,
  names: readonly { readonly group: number }[],
  dimension: number,
  { progress, signal }: { readonly progress: (fraction: number) => void; readonly signal: AbortSignal },
): Promise<{ group: number; concept: number; cosine: number }[]> {
  const conceptOfRow = await namedRows(catalogue, coreNames, signal);
  if (names.length === 0 || conceptOfRow.size === 0) return [];
  const outPath = join(folder, 'nearest.json');
  const rows = Int32Array.from([...conceptOfRow.keys()].sort((a, b) => a - b));
  const groupOf = Int32Array.from(names, ({ group }) => group);
  try {
    const request = { vectorsPath, size, dimension, outPath, rows, vectors, groupOf };
    await writeNearest(request, { signal, onProgress: progress });
    const pairs: NearestPair[] = Value.Parse(PairsSchema, JSON.parse(await readFile(outPath, 'utf8')));
    return pairs.flatMap(({ group, row, cosine }) => {
      const concept = conceptOfRow.get(row);
      return concept === undefined || cosine < LENDING.least ? [] : [{ group, concept, cosine }];
    });
  } catch (error) {
    throw signal.aborted ? cancelled() : error;
  } finally {
    await rm(outPath, { force: true });
  }
}

const SLICE = 2048;

/** The row of each concept's preferred name, without its semantic tag where it has one, with the concept. */
async function namedRows(
  catalogue: Catalogue,
  coreNames: number,
  signal: AbortSignal,
): Promise<Map<number, number>> {
  const rowOf = new Map<number, number>();
  const tagged = new Map<number, string>();
  const starts = Array.from({ length: Math.ceil(coreNames / SLICE) }, (_, i) => i * SLICE);
  await inSlices(
    starts,
    (from) => {
      catalogue
        .namesBetween(from, Math.min(coreNames, from + SLICE))
        .forEach(({ concept, text, kind }, i) => {
          const plain = kind === 'preferred' ? withoutTag(text) : null;
          if (plain !== null) tagged.set(concept, plain);
          if (kind === 'preferred' || tagged.get(concept) === text) rowOf.set(concept, from + i);
        });
    },
    signal,
  );
  return new Map([...rowOf].map(([concept, row]) => [row, concept]));
}

/** The lenders of the pairs, with all their names. */
async function lentBy(
  pairs: readonly { readonly group: number; readonly concept: number; readonly cosine: number }[],
  concepts: readonly SourceConcept[],
  signal: AbortSignal,
): Promise<Lent> {
  const found = pairs.flatMap(({ group, ...pair }) => {
    const concept = concepts[group];
    return concept ? [{ lender: concept, pair }] : [];
  });
  const names = await inSlices(
    [...found.entries()],
    ([i, { lender }]) =>
      [{ text: lender.name, kind: 'preferred' as const }, ...lender.names].map(({ text, kind }) => ({
        ...{ lender: i, text, normal: normalForm(text), kind },
      })),
    signal,
  );
  return {
    lenders: found.map(({ lender: { id, name }, pair }) => ({ id, name, ...pair })),
    names: names.flat(),
  };
}
