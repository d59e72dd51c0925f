import { basename } from 'node:path';
import { AppError, messageOf } from '../errors.js';
import {
  type ActivationRow,
  type ActivationStore,
  type VersionRow,
  type VersionStore,
} from '../store/index.js';
import { conceptDetail, searchConcepts } from './browse.js';
import type { ConceptDetail } from './concept.js';
import { Improver } from './improver.js';
import { notFound, type LiveOntologies, type Snapshot } from './live.js';
import type { Preparer, Starter } from './preparer.js';
import type { Registrar } from './registrar.js';
import { discard } from './shelf.js';
import { firstWhole } from './stages.js';
import { summaryOf } from './summary.js';
import type { Switcher } from './switcher.js';
import { parseVersionReport } from './version-report.js';
import type {
  Activation,
  AddVersionRequest,
  AddVersionResult,
  BuildProgress,
  ConceptHit,
  OntologyService,
  OntologyState,
  OntologySummary,
  Page,
  WorkContext,
} from './service.js';

export interface ManagerParts {
  readonly live: LiveOntologies;
  readonly versions: VersionStore;
  readonly activations: ActivationStore;
  readonly preparer: Preparer;
  readonly registrar: Registrar;
  readonly switcher: Switcher;
  readonly starter: Starter;
  /** Told about work that nobody waits for. */
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

const SYSTEM = 'system';
const STARTER = 'starter';
/** A disk that damages what was just written is beyond help. */
const MOST_TRIES = 4;

/** Brings ontologies into service at start, and changes them while they serve. */
export class OntologyManager implements OntologyService {
  readonly #states = new Map<string, OntologyState>();
  readonly #stopping = new AbortController();
  readonly #background = new Set<Promise<void>>();

  readonly #improver: Improver;

  constructor(private readonly parts: ManagerParts) {
    this.#improver = new Improver(parts);
  }

  /**
   * Serves every ontology that is in force, the starter vocabulary first.
   * @param pace `fast`: whatever is ready soonest answers, better artefacts follow in the background;
   * `complete`: waits until lay names are searched too, and begins nothing in the background
   */
  async start(
    pace: 'fast' | 'complete',
    onProgress: (ontology: string, progress: BuildProgress) => void,
  ): Promise<void> {
    const { preparer, versions } = this.parts;
    await preparer.cleanUp();
    const names = new Set([STARTER, ...(await versions.all()).map((row) => row.ontology)]);
    for (const ontology of names) this.#states.set(ontology, { state: 'preparing', progress: null });
    for (const ontology of names) {
      const context = this.#contextOf(ontology, onProgress);
      try {
        if (ontology === STARTER) await this.#registerStarter(context);
        await this.#bring(ontology, pace, context);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#states.set(ontology, { state: 'failed', reason: messageOf(error) });
        this.parts.log.error({ ontology, err: error }, 'an ontology could not be brought into service');
        if (ontology === STARTER) throw error;
        continue;
      }
    }
    await preparer.discardSuperseded();
    if (pace === 'complete') return;
    for (const ontology of names) this.#improveInBackground(ontology);
  }

  /** Stops work in the background and waits for it. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#background);
    await this.parts.live.close();
  }

  /** How each ontology stands; `failed` and `preparing` ones do not answer. */
  states(): ReadonlyMap<string, OntologyState> {
    return this.#states;
  }

  async list(): Promise<readonly OntologySummary[]> {
    const rows = await this.parts.versions.all();
    const names = [...new Set([STARTER, ...rows.map((row) => row.ontology)])];
    return names.map((name) => summaryOf(name, rows, this.parts.live.peek(name)));
  }

  async get(name: string): Promise<OntologySummary> {
    const found = (await this.list()).find((ontology) => ontology.name === name);
    if (!found) throw notFound(name);
    return found;
  }

  async add(request: AddVersionRequest, context: WorkContext): Promise<AddVersionResult> {
    const { registrar } = this.parts;
    const { row, isNew } = await registrar.register(request, context);
    const built = await this.#build(row, context).catch(async (error: unknown) => {
      if (isNew) await registrar.takeBack(row);
      throw error;
    });
    const active = this.parts.live.peek(row.ontology);
    const activate = request.activate && active?.version !== row.version;
    const activation = activate ? await this.#switch(row, built.folder, request, context) : null;
    return {
      ontology: row.ontology,
      version: row.version,
      artefact: `sha256:${basename(built.folder)}`,
      unchanged: built.found && !activate,
      generation: activation?.generation ?? null,
      report: parseVersionReport(row.report),
    };
  }

  async activate(
    request: { ontology: string; version: string; expectedGeneration?: number; actor: string },
    context: WorkContext,
  ): Promise<Activation> {
    const row = await this.#version(request.ontology, request.version);
    const { folder } = await this.#build(row, context);
    return this.#switch(row, folder, request, context);
  }

  async rollback(request: { ontology: string; actor: string }, context: WorkContext): Promise<Activation> {
    const { activations } = this.parts;
    const previous = await activations.previous(request.ontology);
    if (!previous) {
      await this.get(request.ontology);
      throw new AppError(
        'no_previous_version',
        `${request.ontology} has had no other version to roll back to.`,
      );
    }
    const row = await this.#version(request.ontology, previous.version);
    const { folder } = await this.#build(row, context);
    return this.#switch(row, folder, { actor: request.actor, action: 'rollback' }, context);
  }

  concept(ontology: string, id: string): ConceptDetail {
    return conceptDetail(this.#snapshot(ontology).artefact.catalogue, ontology, id);
  }

  searchConcepts(ontology: string, query: { q?: string; cursor?: string; limit: number }): Page<ConceptHit> {
    return searchConcepts(this.#snapshot(ontology).artefact.catalogue, query);
  }

  #snapshot(ontology: string): Snapshot {
    return this.parts.live.require(ontology, this.#states.has(ontology));
  }

  async #generation(ontology: string): Promise<number> {
    return (await this.parts.activations.current(ontology))?.generation ?? 0;
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

  /** The furthest stage there is with all names embedded; builds the first such one where there is none. */
  async #build(row: VersionRow, context: WorkContext): Promise<{ folder: string; found: boolean }> {
    const { preparer } = this.parts;
    return preparer.withPreparation(row, context, async ({ stages, catalogue, best }) => {
      if (best && best.manifest.spec.lay === 'embedded') return { folder: best.folder, found: true };
      return { folder: await preparer.build(firstWhole(stages), catalogue, context), found: false };
    });
  }

  /**
   * Switches to a version's artefact; one that was damaged on disk is built anew first. Without an expected
   * generation the switch goes on top of whatever is in force when it is ready.
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
    const { live, switcher } = this.parts;
    const { ontology, version } = row;
    const { actor, action = 'activate' } = request;
    context.onProgress({ phase: 'activate' });
    const previousVersion = live.peek(ontology)?.version ?? null;
    const commit = async (artefact: string): Promise<ActivationRow> => {
      const seenGeneration = request.expectedGeneration ?? (await this.#generation(ontology));
      return switcher.commit({ ontology, version, folder: artefact, action, actor, seenGeneration });
    };
    const committed = await commit(folder).catch(async (error: unknown) => {
      if (!isDamaged(error)) throw error;
      await discard(folder);
      return commit((await this.#build(row, context)).folder);
    });
    this.#states.set(ontology, { state: 'ready' });
    this.#improveInBackground(ontology);
    return {
      ontology,
      version,
      generation: committed.generation,
      artefact: committed.artefact,
      previousVersion,
    };
  }

  async #registerStarter(context: WorkContext): Promise<void> {
    const { registrar, starter, versions } = this.parts;
    const taken = await versions.find(STARTER, starter.version);
    // A vocabulary edited by hand under an old version name is still another version.
    const version =
      !taken || taken.source_sha256 === starter.sha256
        ? starter.version
        : `${starter.version}-${starter.sha256.slice(0, 8)}`;
    await registrar.register(
      {
        ontology: STARTER,
        version,
        path: starter.path,
        fileName: basename(starter.path),
        format: 'jsonl',
        expansion: false,
        actor: SYSTEM,
      },
      context,
    );
  }

  /** Makes an ontology answer with the best that is there, or the soonest that can be built. */
  async #bring(ontology: string, pace: 'fast' | 'complete', context: WorkContext): Promise<void> {
    const { activations, preparer, versions } = this.parts;
    const inForce = await activations.current(ontology);
    const rows = (await versions.all()).filter((row) => row.ontology === ontology);
    const shipped = rows.find(
      (row) => ontology === STARTER && row.source_sha256 === this.parts.starter.sha256,
    );
    const row = shipped ?? rows.find(({ version }) => version === inForce?.version);
    // Registered and never activated: nothing is in force.
    if (!row) {
      this.#states.set(ontology, { state: 'inactive' });
      return;
    }
    // A damaged artefact is thrown away and the next best taken, until one is built anew.
    for (let tries = 1; ; tries += 1) {
      const folder = await preparer.withPreparation(row, context, async ({ stages, catalogue, best }) => {
        const ready = best && (pace === 'fast' || best.manifest.spec.lay === 'embedded') ? best.folder : null;
        const stage = pace === 'fast' ? stages[0] : firstWhole(stages);
        return ready ?? (await this.#earlier(inForce, row)) ?? preparer.build(stage, catalogue, context);
      });
      try {
        await this.#resumeOrCommit(inForce, row, folder);
        break;
      } catch (error) {
        if (!isDamaged(error) || tries === MOST_TRIES) throw error;
        this.parts.log.error({ ontology, err: error }, 'an artefact is damaged; it is built anew');
        await discard(folder);
      }
    }
    this.#states.set(ontology, { state: 'ready' });
  }

  async #resumeOrCommit(inForce: ActivationRow | undefined, row: VersionRow, folder: string): Promise<void> {
    const { switcher } = this.parts;
    const { ontology, version } = row;
    if (inForce?.artefact === basename(folder) && inForce.version === version) {
      await switcher.resume(inForce, folder);
      return;
    }
    const action = inForce?.version === version ? 'upgrade' : 'activate';
    const seenGeneration = inForce?.generation ?? 0;
    await switcher.commit({ ontology, version, folder, action, actor: SYSTEM, seenGeneration });
  }

  /** What answered before, if this encoder can answer with it: an older starter vocabulary was attached, say. */
  async #earlier(inForce: ActivationRow | undefined, row: VersionRow): Promise<string | null> {
    if (!inForce || inForce.version !== row.version) return null;
    const usable = await this.parts.preparer.usable();
    return usable.find(({ manifest }) => manifest.hash === inForce.artefact)?.folder ?? null;
  }

  #improveInBackground(ontology: string): void {
    const context = this.#contextOf(ontology, () => undefined);
    const work = this.#improver
      .improve(ontology, context)
      .catch((error: unknown) => {
        if (this.#stopping.signal.aborted) return;
        this.parts.log.error(
          { ontology, err: error },
          'a better artefact could not be built; the present one goes on',
        );
      })
      .finally(() => {
        this.#background.delete(work);
        if (this.parts.live.peek(ontology)) this.#states.set(ontology, { state: 'ready' });
      });
    this.#background.add(work);
  }

  #contextOf(ontology: string, onProgress: (ontology: string, progress: BuildProgress) => void): WorkContext {
    return {
      signal: this.#stopping.signal,
      onProgress: (progress) => {
        const serving = this.parts.live.peek(ontology) !== undefined;
        this.#states.set(ontology, { state: serving ? 'improving' : 'preparing', progress });
        onProgress(ontology, progress);
      },
    };
  }
}

function isDamaged(error: unknown): boolean {
  return error instanceof AppError && error.code === 'artefact_invalid';
}
