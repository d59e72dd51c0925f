import { learnerOf, type LearnerState } from './learner.js';
import type { LoadedArtefact } from './loaded.js';
import type { Overlay } from './overlay.js';
import type { Thresholds } from './threshold-values.js';

/** What answers under one generation of an ontology. It never changes; a switch replaces it whole. */
export interface Snapshot {
  readonly ontology: string;
  readonly version: string;
  readonly generation: number;
  readonly activatedAt: string;
  readonly artefact: LoadedArtefact;
  readonly overlay: Overlay;
  readonly thresholds: Thresholds;
  /** What was learned from coded data and takes part. */
  readonly learner: LearnerState;
}

/** A snapshot that stays open until it is released. */
export interface Lease {
  readonly snapshot: Snapshot;
  release(): void;
}

interface Closable {
  close(): Promise<void>;
}

/** An artefact or learner in use; closed when the last one who holds it lets go. */
class Held<T extends Closable = Closable> {
  #holders = 1;

  constructor(
    readonly what: T,
    private readonly closing: Set<Promise<void>>,
  ) {}

  hold(): this {
    this.#holders += 1;
    return this;
  }

  letGo(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    const closed = this.what.close().finally(() => this.closing.delete(closed));
    this.closing.add(closed);
  }
}

interface Served {
  readonly snapshot: Snapshot;
  readonly held: Held<LoadedArtefact>;
  readonly learner: Held | null;
  /** The version that answered before, kept loaded for an instant rollback. */
  readonly previous: { readonly version: string; readonly held: Held<LoadedArtefact> } | null;
}

/**
 * Which snapshot answers for each ontology: the one place with this state. Requests lease a snapshot and
 * finish on it; a switch is one assignment, so no answer mixes two generations.
 */
export class LiveOntologies {
  readonly #served = new Map<string, Served>();
  readonly #closing = new Set<Promise<void>>();

  /** @returns the current snapshot, or undefined while the ontology has none; the caller releases it */
  lease(ontology: string): Lease | undefined {
    const served = this.#served.get(ontology);
    if (!served) return undefined;
    const held = [served.held.hold(), ...(served.learner ? [served.learner.hold()] : [])];
    return {
      snapshot: served.snapshot,
      release: () => {
        for (const each of held.splice(0)) each.letGo();
      },
    };
  }

  /** The current snapshot, for reading within one turn of the event loop. */
  peek(ontology: string): Snapshot | undefined {
    return this.#served.get(ontology)?.snapshot;
  }

  /**
   * Makes a snapshot the one that answers. The former stays loaded when it is another version; a better
   * artefact of the same version simply replaces it.
   * @returns false when a later generation answers already: the snapshot came too late and was not taken
   */
  switchTo(snapshot: Snapshot): boolean {
    const before = this.#served.get(snapshot.ontology);
    if (before && before.snapshot.generation >= snapshot.generation) return false;
    const known = [before?.held, before?.previous?.held].find((held) => held?.what === snapshot.artefact);
    const held = known?.hold() ?? new Held(snapshot.artefact, this.#closing);
    const keepsPrevious = before !== undefined && before.snapshot.version !== snapshot.version;
    const previous = keepsPrevious
      ? { version: before.snapshot.version, held: before.held }
      : (before?.previous ?? null);
    this.#served.set(snapshot.ontology, {
      snapshot,
      held,
      learner: this.#heldLearner(snapshot, before),
      previous,
    });
    if (keepsPrevious) before.previous?.held.letGo();
    else before?.held.letGo();
    before?.learner?.letGo();
    return true;
  }

  #heldLearner({ learner: state }: Snapshot, before: Served | undefined): Held | null {
    const learner = learnerOf(state);
    if (!learner) return null;
    return before?.learner?.what === learner ? before.learner.hold() : new Held(learner, this.#closing);
  }

  /** The artefact that answers, or that of the version that answered before, if it is the one asked for. */
  stillLoaded(ontology: string, artefactHash: string): LoadedArtefact | undefined {
    const served = this.#served.get(ontology);
    return [served?.held, served?.previous?.held].find((held) => held?.what.manifest.hash === artefactHash)
      ?.what;
  }

  async close(): Promise<void> {
    for (const { held, learner, previous } of this.#served.values()) {
      held.letGo();
      learner?.letGo();
      previous?.held.letGo();
    }
    this.#served.clear();
    await Promise.all(this.#closing);
  }
}
