import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError, messageOf } from '../errors.js';
import { EXPANSIONS, sha256File } from '../store/index.js';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** Of what is built and how; it grows when the code makes something else of the same source. */
export const ARTEFACT_FORMAT = 10;

const SpecSchema = Type.Object({
  format: Type.Literal(ARTEFACT_FORMAT),
  source: Type.Object({
    sha256: Sha256,
    format: Type.String(),
    /** What was taken of it, where its format leaves a choice. */
    choice: Type.Record(Type.String(), Type.Unknown()),
  }),
  /** sha256 of the starter vocabulary, which lends its counts, and which of its names are attached; null for itself. */
  expansion: Type.Union([
    Type.Object({
      starter: Sha256,
      names: Type.Union(EXPANSIONS.map((each) => Type.Literal(each))),
    }),
    Type.Null(),
  ]),
  normalForm: Type.Integer(),
  cleaning: Type.Integer(),
  encoder: Sha256,
  /** sha256 of the mentions that hubness is measured with. */
  background: Sha256,
  /** `deferred`: lay names match exactly already, but dense search does not see them yet. */
  lay: Type.Union([Type.Literal('embedded'), Type.Literal('deferred')]),
  index: Type.Union([
    Type.Object({ kind: Type.Literal('exact') }),
    Type.Object({ kind: Type.Literal('hnsw'), m: Type.Integer(), efConstruction: Type.Integer() }),
  ]),
});

/** Everything that decides what an artefact holds; its hash is the artefact's name. */
export type ArtefactSpec = Static<typeof SpecSchema>;

const ManifestSchema = Type.Object({
  hash: Sha256,
  spec: SpecSchema,
  createdAt: Type.String(),
  dimension: Type.Integer({ minimum: 1 }),
  counts: Type.Object({
    concepts: Type.Integer(),
    /** Names that can be proposed; the first `coreNames` of them are not lay. */
    names: Type.Integer(),
    coreNames: Type.Integer(),
    /** Names that dense search sees: the first so many. */
    embedded: Type.Integer(),
    /** How often, on average, a concept is reported of which that is not known; null where that is not known either. */
    expectedReports: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
    /** What is lent by near concepts, where it is: dense search sees these names behind the others. */
    lent: Type.Optional(Type.Object({ concepts: Type.Integer(), names: Type.Integer() })),
  }),
  files: Type.Record(Type.String(), Sha256),
});

export type ArtefactManifest = Static<typeof ManifestSchema>;

/** What has long stood in manifests: enough to take vectors over, and to tell what is outdated. */
const DonorSchema = Type.Object({
  spec: Type.Object({
    // Catalogues of the first two cannot be opened any more.
    ...{ format: Type.Integer({ minimum: 3 }), cleaning: Type.Integer(), encoder: Sha256 },
    source: Type.Object({ sha256: Sha256 }),
    expansion: Type.Union([Type.Object({ starter: Sha256 }), Type.Null()]),
  }),
  counts: Type.Object({ embedded: Type.Integer() }),
  files: Type.Record(Type.String(), Sha256),
});

export type DonorManifest = Static<typeof DonorSchema>;

export const CATALOGUE_FILE = 'catalogue.sqlite';
export const VECTORS_FILE = 'vectors.f32';
/** How near concepts are to what people say of others: float32, little endian; kind by kind of names, one a concept. */
export const HUBNESS_FILE = 'hubness.f32';
/** What each kind of index is opened from. */
export const INDEX_FILES = { exact: 'scan.bin', hnsw: 'graph.hnsw' } as const;

/** Content address of an artefact. */
export function artefactHash(spec: ArtefactSpec): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(spec)))
    .digest('hex');
}

/** The same value with all members in alphabetical order, so that equal specs have equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

/** Writes the manifest of a folder that is otherwise complete. */
export async function writeManifest(
  folder: string,
  manifest: Omit<ArtefactManifest, 'files' | 'hash' | 'createdAt'>,
  files: readonly string[],
): Promise<void> {
  const hashes = await Promise.all(
    files.map(async (file) => [file, await sha256File(join(folder, file))] as const),
  );
  const whole: ArtefactManifest = {
    ...manifest,
    hash: artefactHash(manifest.spec),
    createdAt: new Date().toISOString(),
    files: Object.fromEntries(hashes),
  };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(whole, null, 2)}\n`);
}

/**
 * Checks every file of an artefact against its manifest.
 * @throws AppError `artefact_invalid` naming the file that is missing or altered
 */
export async function verifyFiles(folder: string, manifest: Pick<ArtefactManifest, 'files'>): Promise<void> {
  await Promise.all(
    Object.entries(manifest.files).map(async ([file, expected]) => {
      const actual = await sha256File(join(folder, file)).catch((error: unknown) => {
        throw invalid(folder, `${file} cannot be read: ${messageOf(error)}`);
      });
      if (actual !== expected) throw invalid(folder, `${file} is altered or truncated`);
    }),
  );
}

/** Reads an artefact's manifest alone. @throws AppError `artefact_invalid` */
export function readManifest(folder: string): Promise<ArtefactManifest> {
  return readAs(folder, ManifestSchema);
}

/** Reads what any release's artefact says of its vectors. @throws AppError `artefact_invalid` */
export function readDonor(folder: string): Promise<DonorManifest> {
  return readAs(folder, DonorSchema);
}

async function readAs<T extends TSchema>(folder: string, schema: T): Promise<Static<T>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  } catch (error) {
    throw invalid(folder, `manifest.json cannot be read: ${messageOf(error)}`);
  }
  if (!Value.Check(schema, value)) throw invalid(folder, 'manifest.json is not an artefact’s manifest');
  return value;
}

/** Whether the failure is an artefact's damage, which building it anew mends. */
export function isDamaged(error: unknown): boolean {
  return error instanceof AppError && error.code === 'artefact_invalid';
}

function invalid(folder: string, detail: string): AppError {
  return new AppError('artefact_invalid', `${folder}: ${detail}`);
}
