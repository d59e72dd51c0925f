import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import {
  discardFolder,
  EXPANSIONS,
  type ActivationStore,
  type ExpansionChoice,
  type VersionRow,
  type VersionStore,
} from '../store/index.js';
import { languageWarning } from './language.js';
import type { Preparer, VersionKey } from './preparer.js';
import { checkChoice } from './readers/choice.js';
import { detectFormat, openReader } from './readers/index.js';
import { FORMAT_WORDS, type SourceFormat } from './readers/reader.js';
import type { AddVersionRequest, VersionReport, WorkContext } from './service.js';
import { readShelf } from './shelf.js';
import { keepSource, withPlainSource } from './source.js';
import { expansionOf, storedChoice } from './version-report.js';

export const ONTOLOGY_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
export const VERSION_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/**
 * Which names the starter vocabulary lends to a new ontology that is added without a choice; `all` where its names are
 * in a language that the encoder was not taught, in which what is near means little.
 */
export const DEFAULT_EXPANSION: ExpansionChoice = 'near';

type Registration = Omit<AddVersionRequest, 'activate'>;

/** Registers sources as versions: kept under their content's hash, read once, never changed. */
export class Registrar {
  constructor(
    private readonly versions: VersionStore,
    private readonly activations: Pick<ActivationStore, 'current'>,
    private readonly preparer: Preparer,
    /** Codes of the languages that the encoder was taught. */
    private readonly languages: readonly string[],
  ) {}

  /**
   * Registers a source, or finds that the same content with the same options is registered already.
   * @throws AppError `invalid_request`, `version_exists`, `ontology_invalid`, `too_many_names`, `disk_full`
   */
  async register(
    request: Registration,
    context: WorkContext,
  ): Promise<{ readonly row: VersionRow; readonly isNew: boolean }> {
    checkNames(request);
    const { sourcesDir, tmpDir } = this.preparer;
    return withPlainSource(request, tmpDir, context.signal, async (path) => {
      const format = request.format ?? (await detectFormat(path, request.fileName));
      checkChoice(request.choice, openReader(format).choices, FORMAT_WORDS[format].title);
      const sha256 = await keepSource(path, sourcesDir);
      return this.#registerKept(request, sha256, format, context);
    });
  }

  async #registerKept(
    request: Registration,
    sha256: string,
    format: SourceFormat,
    context: WorkContext,
  ): Promise<{ readonly row: VersionRow; readonly isNew: boolean }> {
    const { ontology, version, fileName } = request;
    const registered = (await this.versions.all()).filter((row) => row.ontology === ontology);
    const wanted = request.expansion ?? (await this.#usualExpansion(ontology, registered));
    const choice = storedChoice(request.choice);
    const content = { ontology, source_sha256: sha256, format, choice, file_name: fileName };
    const ofContent = registered.filter(
      (row) =>
        row.source_sha256 === sha256 &&
        row.format === format &&
        row.choice === choice &&
        (version === undefined || version === row.version),
    );
    const same =
      ofContent.find((row) => expansionOf(row) === wanted) ??
      (request.expansion === undefined ? ofContent.at(-1) : undefined);
    if (same) return { row: same, isNew: false };
    try {
      if (registered.some((row) => row.version === version))
        throw new AppError(
          'version_exists',
          `${ontology} has a version "${version}" with other content, and versions never change: choose another name.`,
        );
      return {
        row: await this.#readAndInsert(request, content, { registered, wanted }, context),
        isNew: true,
      };
    } catch (error) {
      await this.#dropUnused(sha256);
      throw error;
    }
  }

  async #readAndInsert(
    request: Registration,
    content: Omit<VersionKey, 'expansion'>,
    { registered, wanted }: { registered: readonly VersionRow[]; wanted: ExpansionChoice | undefined },
    context: WorkContext,
  ): Promise<VersionRow> {
    const asRead = { ...content, expansion: EXPANSIONS.indexOf(wanted ?? DEFAULT_EXPANSION) };
    const report = await this.preparer.read(asRead, context);
    try {
      const language = report.read.release?.language ?? request.choice.language ?? null;
      const warning = languageWarning(language, this.languages);
      // Only now is the language known; what was read is the same for `near` and `all`.
      const expansion = wanted ?? (warning === null ? DEFAULT_EXPANSION : 'all');
      const row: VersionRow = {
        ...content,
        expansion: EXPANSIONS.indexOf(expansion),
        version: request.version ?? versionName(report.read.release?.version, registered),
        report: JSON.stringify(withWarning(report, warning)),
        registered_at: new Date().toISOString(),
        registered_by: request.actor,
      };
      await this.versions.insert(row);
      return row;
    } catch (error) {
      await this.preparer.discardRead(asRead);
      throw error;
    }
  }

  /** As the version has it that answers, else the one that was added last; undefined for a new ontology. */
  async #usualExpansion(
    ontology: string,
    registered: readonly VersionRow[],
  ): Promise<ExpansionChoice | undefined> {
    const active = (await this.activations.current(ontology))?.version;
    const row = registered.find(({ version }) => version === active) ?? registered.at(-1);
    return row && expansionOf(row);
  }

  /**
   * Takes a version back: it could not be built, or is not wanted any more.
   * @returns how many versions the ontology still has
   */
  async takeBack(row: VersionRow, actor: string): Promise<number> {
    await this.versions.remove(row.ontology, row.version, actor);
    const others = await this.versions.all();
    await this.preparer.forget(row, others);
    await this.#dropUnused(row.source_sha256);
    return others.filter(({ ontology }) => ontology === row.ontology).length;
  }

  /** Throws away what no version needs: a process that was killed may have left it. */
  async tidy(): Promise<void> {
    const needed = new Set((await this.versions.all()).map((row) => row.source_sha256));
    const { sourcesDir, artefactsDir } = this.preparer;
    for (const name of await readdir(sourcesDir))
      if (!needed.has(name)) await rm(join(sourcesDir, name), { recursive: true, force: true });
    for (const { folder, manifest } of await readShelf(artefactsDir))
      if (!needed.has(manifest.spec.source.sha256)) await discardFolder(folder);
  }

  async #dropUnused(sha256: string): Promise<void> {
    const inUse = (await this.versions.all()).some((row) => row.source_sha256 === sha256);
    if (!inUse) await rm(join(this.preparer.sourcesDir, sha256), { recursive: true, force: true });
  }
}

function checkNames({ ontology, version }: Registration): void {
  if (!ONTOLOGY_NAME.test(ontology)) {
    throw new AppError(
      'invalid_request',
      `"${ontology}" cannot name an ontology: up to 64 lower-case letters, digits, ".", "_" and "-".`,
    );
  }
  if (version !== undefined && !VERSION_NAME.test(version)) {
    throw new AppError(
      'invalid_request',
      `"${version}" cannot name a version: up to 64 letters, digits, ".", "_" and "-".`,
    );
  }
}

function withWarning(report: VersionReport, warning: string | null): VersionReport {
  return warning === null ? report : { ...report, warnings: [...report.warnings, warning] };
}

/**
 * A version that nobody named goes by its release; without one, versions are counted: 1, 2, 3.
 * @throws AppError `version_exists` when there is that release with other content
 */
function versionName(release: string | undefined, rows: readonly VersionRow[]): string {
  if (release !== undefined && VERSION_NAME.test(release)) {
    if (rows.every((row) => row.version !== release)) return release;
    throw new AppError(
      'version_exists',
      `Release ${release} is registered already, from other files or with other options. If both are wanted, give this one a name of its own (version; on the command line --name-of-version).`,
    );
  }
  const numbers = rows.map((row) => Number(row.version)).filter((n) => Number.isSafeInteger(n) && n > 0);
  return String(Math.max(0, ...numbers) + 1);
}
