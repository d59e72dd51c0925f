import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { Encoder } from '../encoder/index.js';
import { bytesOf, dataFolders, discardFolder, type VersionRow } from '../store/index.js';
import { CLEANING_VERSION, NORMAL_FORM_VERSION } from '../text/index.js';
import { ARTEFACT_FORMAT, artefactHash, type ArtefactSpec } from './artefact.js';
import { backgroundVectors, type BackgroundVectors } from './background.js';
import { buildArtefact } from './build.js';
import type { CatalogueResult } from './catalogue-build.js';
import { buildCatalogueInThread } from './catalogue-thread.js';
import { choiceOf, expansionOf } from './version-report.js';
import { SOURCE_FORMATS, type SourceFormat } from './readers/reader.js';
import {
  catalogueOf,
  readDonors,
  readShelf,
  sameBase,
  type PreparedCatalogue,
  type ShelvedArtefact,
} from './shelf.js';
import { STARTER, type Starter } from './starter.js';
import { firstWhole, stagesOf, type ArtefactBase, type StageChoice } from './stages.js';
import type { VersionDetail, VersionReport, WorkContext } from './service.js';

export interface PreparerOptions {
  readonly dataDir: string;
  readonly starter: Starter;
  readonly maxNames: number;
  readonly stages: StageChoice;
}

/** What decides what is read, and how. */
export type VersionKey = Pick<
  VersionRow,
  'ontology' | 'source_sha256' | 'format' | 'expansion' | 'choice' | 'file_name'
>;

/** How far a version has come on the way to its last stage. */
export interface Preparation {
  readonly base: ArtefactBase;
  readonly stages: readonly [ArtefactSpec, ...ArtefactSpec[]];
  readonly catalogue: PreparedCatalogue;
  /** The furthest stage that is built. */
  readonly best: ShelvedArtefact | undefined;
}

interface ReadCatalogue {
  readonly key: string;
  readonly result: CatalogueResult;
  readonly path: string;
}

/** Turns registered versions into artefacts for the encoder in use. */
export class Preparer {
  /** Catalogues of sources that were just read, by their base's hash, until a build takes them. */
  readonly #fresh = new Map<string, ReadCatalogue>();
  readonly #backgroundVectors: BackgroundVectors;

  constructor(
    private readonly encoder: Encoder,
    private readonly options: PreparerOptions,
  ) {
    this.#backgroundVectors = backgroundVectors(options.starter.background, encoder);
  }

  get artefactsDir(): string {
    return dataFolders(this.options.dataDir).artefacts;
  }

  get sourcesDir(): string {
    return dataFolders(this.options.dataDir).sources;
  }

  get tmpDir(): string {
    return dataFolders(this.options.dataDir).tmp;
  }

  /** What decides the artefacts of a version, their stage apart. */
  baseOf(version: VersionKey): ArtefactBase {
    const { starter } = this.options;
    const names = expansionOf(version);
    return {
      format: ARTEFACT_FORMAT,
      source: { sha256: version.source_sha256, format: version.format, choice: { ...choiceOf(version) } },
      // Of whatever release it is, it has its own counts.
      expansion: version.ontology === STARTER ? null : { starter: starter.sha256, names },
      normalForm: NORMAL_FORM_VERSION,
      cleaning: CLEANING_VERSION,
      encoder: this.encoder.hash,
      background: starter.background.sha256,
    };
  }

  /** Artefacts on disk that the encoder in use can answer with. */
  async usable(): Promise<ShelvedArtefact[]> {
    return (await readShelf(this.artefactsDir)).filter(
      ({ manifest }) => manifest.spec.encoder === this.encoder.hash,
    );
  }

  /**
   * Reads a version's source, and says what was found. The catalogue is kept for the build that follows.
   * @throws AppError `ontology_invalid`, `too_many_names`, `job_cancelled`, `disk_full`
   */
  async read(version: VersionKey, context: WorkContext): Promise<VersionReport> {
    const read = await this.#readSource(version, context);
    const before = this.#fresh.get(read.key);
    this.#fresh.set(read.key, read);
    if (before) await rm(before.path, { force: true });
    return read.result.report;
  }

  /** Throws away the catalogue of a version that was read and is not wanted. */
  async discardRead(version: VersionKey): Promise<void> {
    const fresh = this.#takeFresh(catalogueKey(this.baseOf(version)));
    if (fresh) await rm(fresh.path, { force: true });
  }

  /** The furthest stage there is with all names embedded; builds the first such one where there is none. */
  async ensureWhole(version: VersionKey, context: WorkContext): Promise<{ folder: string; found: boolean }> {
    return this.withPreparation(version, context, async ({ stages, catalogue, best }) => {
      if (best?.manifest.spec.lay === 'embedded') return { folder: best.folder, found: true };
      return { folder: await this.build(firstWhole(stages), catalogue, context), found: false };
    });
  }

  /** Finds what is there of a version, reading its source where nothing is; `use` may build from it. */
  async withPreparation<T>(
    version: VersionKey,
    context: WorkContext,
    use: (preparation: Preparation) => Promise<T>,
  ): Promise<T> {
    const base = this.baseOf(version);
    const shelved = (await this.usable()).filter(({ manifest }) => sameBase(manifest.spec, base));
    const [known] = shelved;
    if (known) {
      await this.discardRead(version);
      return use(this.#preparation(base, catalogueOf(known), shelved));
    }
    const { result, path } =
      this.#takeFresh(catalogueKey(base)) ?? (await this.#readSource(version, context));
    try {
      return await use(this.#preparation(base, { path, ...result }, []));
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Builds one stage; vectors of earlier artefacts are reused. @returns its folder */
  async build(spec: ArtefactSpec, catalogue: PreparedCatalogue, context: WorkContext): Promise<string> {
    const request = {
      ...{ spec, catalogue, artefactsDir: this.artefactsDir },
      ...{ starterPath: this.options.starter.path, background: this.options.starter.background },
      backgroundVectors: this.#backgroundVectors,
    };
    return buildArtefact(request, this.encoder, context);
  }

  /**
   * Throws away the stages of a version that a later stage has replaced, and what was built for this encoder by earlier
   * releases, or with another starter vocabulary, once no registered version wants its vectors any more.
   */
  async discardSuperseded(versions: readonly VersionKey[]): Promise<void> {
    const shelf = await this.usable();
    for (const { folder, manifest } of shelf) {
      const { names, coreNames } = manifest.counts;
      const stages = stagesOf(manifest.spec, names, coreNames, this.options.stages).map(artefactHash);
      const later = stages.slice(stages.indexOf(manifest.hash) + 1);
      if (shelf.some((other) => later.includes(other.manifest.hash))) await discardFolder(folder);
    }
    const isWhole = (version: VersionKey): boolean =>
      shelf.some(({ manifest: { spec } }) => spec.lay === 'embedded' && sameBase(spec, this.baseOf(version)));
    const wanting = new Set(versions.filter((version) => !isWhole(version)).map((row) => row.source_sha256));
    for (const { folder, manifest } of await readDonors(this.artefactsDir)) {
      const { format, encoder, source, expansion } = manifest.spec;
      const hasOtherStarter = expansion !== null && expansion.starter !== this.options.starter.sha256;
      const isOutdated = (format < ARTEFACT_FORMAT || hasOtherStarter) && encoder === this.encoder.hash;
      if (isOutdated && !wanting.has(source.sha256)) await discardFolder(folder);
    }
  }

  /** What is kept of a version on disk. @param usable what `usable` gave */
  async holdings(
    version: VersionKey,
    usable: readonly ShelvedArtefact[],
  ): Promise<Pick<VersionDetail, 'sourceBytes' | 'artefacts'>> {
    const base = this.baseOf(version);
    const shelved = usable.filter(({ manifest }) => sameBase(manifest.spec, base));
    return {
      sourceBytes: await bytesOf(join(this.sourcesDir, version.source_sha256)),
      artefacts: await Promise.all(
        shelved.map(async ({ folder, manifest: { hash, spec, counts, createdAt } }) => {
          const bytes = await bytesOf(folder);
          return { hash: `sha256:${hash}`, index: spec.index.kind, names: counts.embedded, bytes, createdAt };
        }),
      ),
    };
  }

  /** Throws away what was built of a version that is no more, unless one of `others` is made of the same. */
  async forget(version: VersionKey, others: readonly VersionKey[]): Promise<void> {
    const base = this.baseOf(version);
    if (others.some((other) => baseKey(this.baseOf(other)) === baseKey(base))) return;
    for (const { folder, manifest } of await this.usable()) {
      if (sameBase(manifest.spec, base)) await discardFolder(folder);
    }
  }

  async #readSource(version: VersionKey, context: WorkContext): Promise<ReadCatalogue> {
    await mkdir(this.tmpDir, { recursive: true });
    const path = join(this.tmpDir, `${randomUUID()}.sqlite`);
    const base = this.baseOf(version);
    const starter = catalogueExpansion(base);
    try {
      const result = await buildCatalogueInThread(
        {
          sourcePath: join(this.sourcesDir, version.source_sha256),
          fileName: version.file_name,
          format: formatOf(version.format),
          choice: choiceOf(version),
          starter: starter && { path: this.options.starter.path, lends: starter.names },
          cataloguePath: path,
          maxNames: this.options.maxNames,
        },
        (rows) => {
          context.onProgress({ phase: 'read', rows });
        },
        context.signal,
      );
      return { key: catalogueKey(base), result, path };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  #takeFresh(key: string): ReadCatalogue | undefined {
    const fresh = this.#fresh.get(key);
    this.#fresh.delete(key);
    return fresh;
  }

  #preparation(
    base: ArtefactBase,
    catalogue: PreparedCatalogue,
    shelved: readonly ShelvedArtefact[],
  ): Preparation {
    const stages = stagesOf(base, catalogue.names, catalogue.coreNames, this.options.stages);
    const best = stages
      .map((spec) => shelved.find(({ manifest }) => manifest.hash === artefactHash(spec)))
      .findLast((found) => found !== undefined);
    return { base, stages, catalogue, best };
  }
}

/** What near concepts lend is no part of a catalogue. */
function catalogueExpansion({ expansion }: ArtefactBase) {
  return (
    expansion && { ...expansion, names: expansion.names === 'near' ? ('all' as const) : expansion.names }
  );
}

/** Versions of which this is the same have the same catalogue. */
function catalogueKey(base: ArtefactBase): string {
  return baseKey({ ...base, expansion: catalogueExpansion(base) });
}

/** Versions with the same base share their artefacts. */
function baseKey(base: ArtefactBase): string {
  return artefactHash({ ...base, lay: 'embedded', index: { kind: 'exact' } });
}

function formatOf(format: string): SourceFormat {
  const known = SOURCE_FORMATS.find((candidate) => candidate === format);
  if (!known)
    throw new AppError(
      'ontology_invalid',
      `The source format "${format}" is not one that this release reads.`,
    );
  return known;
}
