import { AppError } from '../errors.js';
import type { VersionStore } from '../store/index.js';
import { artefactHash } from './artefact.js';
import type { LiveOntologies, Snapshot } from './live.js';
import type { Preparation, Preparer } from './preparer.js';
import { firstWhole } from './stages.js';
import type { Switcher } from './switcher.js';
import type { WorkContext } from './service.js';

export interface ImproverParts {
  readonly live: LiveOntologies;
  readonly versions: VersionStore;
  readonly preparer: Preparer;
  readonly switcher: Switcher;
  readonly log: { info(fields: object, message: string): void };
}

/** Brings active versions to their last stage, one better artefact after another, while they serve. */
export class Improver {
  constructor(private readonly parts: ImproverParts) {}

  /** Builds stage after stage of the active version, and swaps each in, until the last one answers. */
  async improve(ontology: string, context: WorkContext): Promise<void> {
    while (!context.signal.aborted) {
      const snapshot = this.parts.live.peek(ontology);
      const row = snapshot && (await this.parts.versions.find(ontology, snapshot.version));
      if (!row) return;
      const more = await this.parts.preparer.withPreparation(row, context, (preparation) =>
        this.#once(snapshot, preparation, context),
      );
      if (!more) return;
    }
  }

  async #once(snapshot: Snapshot, preparation: Preparation, context: WorkContext): Promise<boolean> {
    const { preparer, switcher, log } = this.parts;
    const { stages, catalogue } = preparation;
    const current = snapshot.artefact.manifest;
    const at = stages.findIndex((spec) => artefactHash(spec) === current.hash);
    const next = at < 0 ? firstWhole(stages) : stages[at + 1];
    if (!next) return false;
    const { ontology, version, generation } = snapshot;
    const folder = await preparer.build(next, catalogue, context);
    try {
      await switcher.commit({
        ontology,
        version,
        folder,
        action: 'upgrade',
        actor: 'system',
        seenGeneration: generation,
      });
    } catch (error) {
      // Somebody switched meanwhile: look again at what is active now.
      if (error instanceof AppError && error.code === 'generation_conflict') return true;
      throw error;
    }
    log.info({ ontology, version, lay: next.lay, index: next.index.kind }, 'a better artefact answers now');
    return true;
  }
}
