import { basename } from 'node:path';
import type { IndexHost } from '../index/index.js';
import type { ActivationRow, ActivationStore, ActiveLearnerRow, NewOverride } from '../store/index.js';
import { Turns } from '../turns.js';
import { learnerOf } from './learner.js';
import type { LiveOntologies, Snapshot } from './live.js';
import { loadArtefact, type LoadedArtefact } from './loaded.js';
import { settingsOf, type SettingStores } from './settings.js';
import type { Thresholds } from './threshold-values.js';

export interface Switch {
  readonly ontology: string;
  readonly version: string;
  /** The artefact's folder, named by its hash. */
  readonly folder: string;
  readonly action: ActivationRow['action'];
  readonly actor: string;
  /** The generation that the switch is based on; another one in force is a conflict. Null: whatever is in force. */
  readonly seenGeneration: number | null;
}

export interface Settlement {
  readonly ontology: string;
  readonly set: readonly NewOverride[];
  /** Normal forms. */
  readonly removed: readonly string[];
  readonly actor: string;
  readonly seenGeneration: number | null;
}

export interface Decisions {
  readonly ontology: string;
  /** Null: the defaults. */
  readonly thresholds: Thresholds | null;
  readonly note: string;
  readonly actor: string;
  readonly seenGeneration: number | null;
}

export interface Learning {
  readonly ontology: string;
  /** Null: none takes part. */
  readonly learner: Pick<ActiveLearnerRow, 'learner' | 'strategy' | 'overrules_exact'> | null;
  readonly actor: string;
  readonly seenGeneration: number | null;
}

export interface SwitcherParts extends SettingStores {
  readonly live: LiveOntologies;
  readonly activations: ActivationStore;
  readonly host: IndexHost;
}

/**
 * Changes what answers: load aside, verify, let it answer once, commit, then one assignment. Commits follow one
 * another, so that each sees the overrides and the version of the one before it.
 */
export class Switcher {
  readonly #turns = new Turns();

  constructor(private readonly parts: SwitcherParts) {}

  /**
   * Switches an ontology to an artefact. A failure or a crash at any point leaves the old one serving.
   * @throws AppError `artefact_invalid`, `generation_conflict`
   */
  async commit(change: Switch): Promise<ActivationRow> {
    const { ontology, version, folder, action, actor, seenGeneration } = change;
    const { live, activations, host } = this.parts;
    const hash = basename(folder);
    let spare: LoadedArtefact | null = null;
    if (!live.stillLoaded(ontology, hash)) spare = await loadArtefact(folder, host);
    try {
      return await this.#turns.run(async () => {
        // What was loaded at first may have been let go of by the switch before.
        const kept = live.stillLoaded(ontology, hash);
        const artefact = kept ?? (spare ??= await loadArtefact(folder, host));
        const row = await activations.commit(
          { ontology, version, artefact: hash, action, actor },
          seenGeneration,
        );
        if ((await this.#show(row, artefact)) && artefact === spare) spare = null;
        return row;
      });
    } finally {
      await spare?.close();
    }
  }

  /** Serves what is in force already, after a start. @throws AppError `artefact_invalid` */
  async resume(row: ActivationRow, folder: string): Promise<void> {
    const artefact = await loadArtefact(folder, this.parts.host);
    if (!(await this.#turns.run(() => this.#show(row, artefact)))) await artefact.close();
  }

  /**
   * Changes overrides; what is active answers with them under its next generation.
   * @returns the generation, or null while nothing of the ontology is active
   * @throws AppError `generation_conflict`
   */
  settle({ ontology, set, removed, actor, seenGeneration }: Settlement): Promise<number | null> {
    return this.#turns.run(async () => {
      const snapshot = this.parts.live.peek(ontology);
      const activation = snapshot ? { ...stateOf(snapshot), actor, action: 'override' as const } : null;
      const change = { ontology, set, removed, actor, activation, seenGeneration };
      const row = await this.parts.overrides.change(change);
      if (!row || !snapshot) return null;
      await this.#show(row, snapshot.artefact);
      return row.generation;
    });
  }

  /**
   * Changes what the active version decides by; it answers so under its next generation.
   * @throws AppError `generation_conflict`; Error while nothing of the ontology is active
   */
  decideBy({ ontology, thresholds, note, actor, seenGeneration }: Decisions): Promise<number> {
    return this.#turns.run(async () => {
      const snapshot = this.parts.live.peek(ontology);
      if (!snapshot) throw new Error(`Nothing of ${ontology} is active.`);
      const activation = { ...stateOf(snapshot), actor, action: 'thresholds' as const };
      const change = { ontology, thresholds, note, actor, activation, seenGeneration };
      const row = await this.parts.thresholds.change(change);
      await this.#show(row, snapshot.artefact);
      return row.generation;
    });
  }

  /**
   * Changes the learner that takes part in the active version's answers, from its next generation on.
   * @throws AppError `learner_not_found`, `learner_invalid`, `generation_conflict`; Error while nothing of the
   * ontology is active
   */
  learn({ ontology, learner, actor, seenGeneration }: Learning): Promise<number> {
    return this.#turns.run(async () => {
      const { live, learners, openLearner } = this.parts;
      const snapshot = live.peek(ontology);
      if (!snapshot) throw new Error(`Nothing of ${ontology} is active.`);
      const { artefact } = snapshot;
      // One that cannot be opened must not be in force.
      const opened = learner && (await openLearner(learner, artefact));
      const activation = { ...stateOf(snapshot), actor, action: 'learner' as const };
      const change = { ontology, learner, actor, activation, seenGeneration };
      const row = await learners.change(change).catch(async (error: unknown) => {
        await opened?.close();
        throw error;
      });
      await this.#show(
        row,
        artefact,
        opened ? { artefact, learner: { kind: 'active', learner: opened } } : undefined,
      );
      return row.generation;
    });
  }

  /** @param before whose learner goes on where it is the one that is chosen: by default what answers now */
  async #show(
    row: ActivationRow,
    artefact: LoadedArtefact,
    before: Pick<Snapshot, 'artefact' | 'learner'> | undefined = this.parts.live.peek(row.ontology),
  ): Promise<boolean> {
    const { ontology, version, generation, at } = row;
    const { live } = this.parts;
    const settings = await settingsOf(this.parts, ontology, artefact, before);
    const shown = live.switchTo({ ontology, version, generation, activatedAt: at, artefact, ...settings });
    const learner = learnerOf(settings.learner);
    if (!shown && learner && before?.learner !== settings.learner) await learner.close();
    return shown;
  }
}

function stateOf({ ontology, version, artefact }: Snapshot) {
  return { ontology, version, artefact: artefact.manifest.hash };
}
