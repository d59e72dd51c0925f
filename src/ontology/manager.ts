import { basename } from 'node:path';
import { AppError } from '../errors.js';
import type { IndexHost } from '../index/index.js';
import { discardFolder, type ActivationRow, type VersionRow } from '../store/index.js';
import { isDamaged, readManifest } from './artefact.js';
import { conceptDetail, searchConcepts } from './browse.js';
import type { ConceptDetail } from './concept.js';
import { Improvements } from './improvements.js';
import { Improver } from './improver.js';
import { learnerOf } from './learner.js';
import type { Lease, LiveOntologies } from './live.js';
import { STARTER } from './starter.js';
import { startOntologies, type Pace, type StartupParts } from './startup.js';
import { ontologyNotFound } from './states.js';
import { summaryOf, versionOf } from './summary.js';
import { expansionOf, parseVersionReport } from './version-report.js';
import { settingsOf, type SettingStores } from './settings.js';
import { loadArtefact } from './loaded.js';
import type { Page } from '../paging.js';
import type {
  Activation,
  AddVersionRequest,
  AddVersionResult,
  BuildProgress,
  ConceptHit,
  OntologyService,
  OntologySummary,
  VersionDetail,
  WorkContext,
} from './service.js';

export interface ManagerParts extends StartupParts, SettingStores {
  readonly live: LiveOntologies;
  readonly host: IndexHost;
  /** Told about work that nobody waits for. */
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** Serves ontologies, and changes them while they serve. */
export class OntologyManager implements OntologyService {
  readonly #stopping = new AbortController();
  readonly #improvements: Improvements;
  #starting: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: ManagerParts) {
    const { live, states, log } = parts;
    states.set(STARTER, { state: 'preparing', progress: null });
    this.#improvements = new Improvements(new Improver(parts), live, states, log);
  }

  /** Serves what is in force; with pace `fast`, better artefacts follow in the background. */
  async start(pace: Pace, onProgress: (ontology: string, progress: BuildProgress) => void): Promise<void> {
    const started = startOntologies(this.parts, pace, onProgress, this.#stopping.signal);
    this.#starting = started.catch(() => undefined);
    const names = await started;
    if (pace === 'fast') for (const ontology of names) this.#improvements.begin(ontology);
  }

  /** Stops a start that goes on and work in the background, and waits for both. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#starting;
    await this.#improvements.close();
    await this.parts.live.close();
  }

  async list(): Promise<readonly OntologySummary[]> {
    const rows = await this.parts.versions.all();
    const names = [...new Set([STARTER, ...rows.map((row) => row.ontology)])];
    return names.map((name) => summaryOf(name, rows, this.parts.live.peek(name)));
  }

  async get(name: string): Promise<OntologySummary> {
    const found = (await this.list()).find((ontology) => ontology.name === name);
    if (!found) throw ontologyNotFound(name);
    return found;
  }

  async versions(name: string): Promise<readonly VersionDetail[]> {
    const { versions, preparer } = this.parts;
    const rows = (await versions.all()).filter(({ ontology }) => ontology === name);
    if (rows.length === 0) throw ontologyNotFound(name);
    const usable = await preparer.usable();
    return Promise.all(
      rows.map(async (row) => ({ ...versionOf(row), ...(await preparer.holdings(row, usable)) })),
    );
  }

  async add(request: AddVersionRequest, context: WorkContext): Promise<AddVersionResult> {
    const { registrar, preparer, live, states } = this.parts;
    const { row, isNew } = await registrar.register(request, context);
    states.know(row.ontology);
    const built = await preparer.ensureWhole(row, context).catch(async (error: unknown) => {
      if (isNew && (await registrar.takeBack(row, request.actor)) === 0) states.forget(row.ontology);
      throw error;
    });
    const { lent = null } = (await readManifest(built.folder)).counts;
    const activate = request.activate && live.peek(row.ontology)?.version !== row.version;
    const activation = activate ? await this.#switch(row, built.folder, request, context) : null;
    return {
      ontology: row.ontology,
      version: row.version,
      artefact: `sha256:${basename(built.folder)}`,
      unchanged: !isNew && built.found && !activate,
      generation: activation?.generation ?? null,
      report: parseVersionReport(row.report),
      expansion: expansionOf(row),
      lent,
    };
  }

  async activate(
    request: { ontology: string; version: string; expectedGeneration?: number; actor: string },
    context: WorkContext,
  ): Promise<Activation> {
    const row = await this.#version(request.ontology, request.version);
    const { folder } = await this.parts.preparer.ensureWhole(row, context);
    return this.#switch(row, folder, request, context);
  }

  async rollback(request: { ontology: string; actor: string }, context: WorkContext): Promise<Activation> {
    const { activations, preparer } = this.parts;
    const previous = await activations.previous(request.ontology);
    if (!previous) {
      await this.get(request.ontology);
      throw new AppError(
        'no_previous_version',
        `${request.ontology} has had no other version to roll back to.`,
      );
    }
    const row = await this.#version(request.ontology, previous.version);
    const { folder } = await preparer.ensureWhole(row, context);
    return this.#switch(row, folder, { actor: request.actor, action: 'rollback' }, context);
  }

  async remove(request: { ontology: string; version: string; actor: string }): Promise<void> {
    const { registrar, states, live } = this.parts;
    const row = await this.#version(request.ontology, request.version);
    if (live.peek(row.ontology)?.version === row.version)
      throw new AppError(
        'version_active',
        `${row.ontology} answers with version "${row.version}": activate another one, then remove it.`,
      );
    if ((await registrar.takeBack(row, request.actor)) === 0) states.forget(row.ontology);
  }

  async open(request: { ontology: string; version: string }, context: WorkContext): Promise<Lease> {
    const { live, preparer } = this.parts;
    const row = await this.#version(request.ontology, request.version);
    const { ontology, version } = row;
    const lease = live.lease(ontology);
    // One that does not search all of its names yet answers otherwise in a minute.
    if (lease?.snapshot.version === version && isWhole(lease.snapshot)) return lease;
    lease?.release();
    const { folder } = await preparer.ensureWhole(row, context);
    const artefact = await loadArtefact(folder, this.parts.host);
    const settings = await settingsOf(this.parts, ontology, artefact);
    const snapshot = { ontology, version, generation: 0, activatedAt: '', artefact, ...settings };
    return {
      snapshot,
      release: () => {
        void artefact.close();
        void learnerOf(settings.learner)?.close();
      },
    };
  }

  concept(ontology: string, id: string): ConceptDetail {
    const { states, live } = this.parts;
    return conceptDetail(states.require(live, ontology).artefact, ontology, id);
  }

  searchConcepts(ontology: string, query: { q?: string; cursor?: string; limit: number }): Page<ConceptHit> {
    const { states, live } = this.parts;
    return searchConcepts(states.require(live, ontology).artefact.catalogue, query);
  }

  async #version(ontology: string, version: string): Promise<VersionRow> {
    const row = await this.parts.versions.find(ontology, version);
    if (row) return row;
    await this.get(ontology);
    throw new AppError(
      'version_not_found',
      `${ontology} has no version "${version}"; GET /v1/ontologies/${ontology} lists them.`,
    );
  }

  /**
   * Switches to a version's artefact; one that was damaged on disk is built anew first. Without an expected
   * generation the switch goes on top of whatever is in force.
   */
  async #switch(
    row: VersionRow,
    folder: string,
    request: {
      readonly actor: string;
      readonly action?: ActivationRow['action'];
      readonly expectedGeneration?: number;
    },
    context: WorkContext,
  ): Promise<Activation> {
    const { live, switcher, states, preparer } = this.parts;
    const { ontology, version } = row;
    const { actor, action = 'activate', expectedGeneration: seenGeneration = null } = request;
    context.onProgress({ phase: 'activate' });
    const previousVersion = live.peek(ontology)?.version ?? null;
    const commit = (artefact: string): Promise<ActivationRow> =>
      switcher.commit({ ontology, version, folder: artefact, action, actor, seenGeneration });
    const committed = await commit(folder).catch(async (error: unknown) => {
      if (!isDamaged(error)) throw error;
      await discardFolder(folder);
      return commit((await preparer.ensureWhole(row, context)).folder);
    });
    states.set(ontology, { state: 'ready' });
    this.#improvements.begin(ontology);
    const artefact = `sha256:${committed.artefact}`;
    const lostOverrides = live.peek(ontology)?.overlay.problems.size ?? 0;
    return { ontology, version, generation: committed.generation, artefact, previousVersion, lostOverrides };
  }
}

function isWhole({ artefact }: Lease['snapshot']): boolean {
  const { embedded, names } = artefact.manifest.counts;
  return embedded === names;
}
