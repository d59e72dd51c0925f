import { basename } from 'node:path';
import type { IndexHost } from '../index/index.js';
import type { ActivationRow, ActivationStore } from '../store/index.js';
import type { LiveOntologies } from './live.js';
import { loadArtefact } from './loaded.js';

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

/** Makes artefacts live: load aside, verify, let it answer once, commit, then one assignment. */
export class Switcher {
  constructor(
    private readonly live: LiveOntologies,
    private readonly activations: ActivationStore,
    private readonly host: IndexHost,
  ) {}

  /**
   * Switches an ontology to an artefact. A failure or a crash at any point leaves the old one serving.
   * @throws AppError `artefact_invalid`, `generation_conflict`
   */
  async commit(change: Switch): Promise<ActivationRow> {
    const { ontology, version, folder, action, actor, seenGeneration } = change;
    const hash = basename(folder);
    const kept = this.live.stillLoaded(ontology, hash);
    const artefact = kept ?? (await loadArtefact(folder, this.host));
    try {
      const row = await this.activations.commit(
        { ontology, version, artefact: hash, action, actor },
        seenGeneration,
      );
      if (!this.#show(row, artefact) && !kept) await artefact.close();
      return row;
    } catch (error) {
      if (!kept) await artefact.close();
      throw error;
    }
  }

  /** Serves what is in force already, after a start. @throws AppError `artefact_invalid` */
  async resume(row: ActivationRow, folder: string): Promise<void> {
    const artefact = await loadArtefact(folder, this.host);
    if (!this.#show(row, artefact)) await artefact.close();
  }

  #show(row: ActivationRow, artefact: Awaited<ReturnType<typeof loadArtefact>>): boolean {
    const { ontology, version, generation, at } = row;
    return this.live.switchTo({ ontology, version, generation, activatedAt: at, artefact });
  }
}
