import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import type { Improver } from './improver.js';
import type { LiveOntologies } from './live.js';
import type { OntologyState } from './service.js';
import type { OntologyStates } from './states.js';

interface Improvement {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** A full disk or a lost encoder may be mended meanwhile. */
const RETRY_AFTER_MS = 5 * 60_000;

/** Improves ontologies in the background: one piece of work for each, begun anew when its version changes. */
export class Improvements {
  readonly #running = new Map<string, Improvement>();
  #closed = false;

  constructor(
    private readonly improver: Improver,
    private readonly live: LiveOntologies,
    private readonly states: OntologyStates,
    private readonly log: { error(fields: object, message: string): void },
  ) {}

  /** Works on what is active now; work on what was active before is given up. */
  begin(ontology: string): void {
    if (this.#closed) return;
    const before = this.#running.get(ontology);
    before?.abort.abort();
    const abort = new AbortController();
    const done = (before?.done ?? Promise.resolve()).then(() => this.#work(ontology, abort.signal));
    this.#running.set(ontology, { abort, done });
  }

  /** Gives up all work, and waits until it has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  async #work(ontology: string, signal: AbortSignal): Promise<void> {
    while (!stopped(signal) && this.live.peek(ontology)) {
      try {
        await this.improver.improve(ontology, {
          signal,
          onProgress: (progress) => {
            this.#note(ontology, signal, { state: 'improving', progress });
          },
        });
        this.#note(ontology, signal, { state: 'ready' });
        return;
      } catch (error) {
        if (stopped(signal)) return;
        this.log.error(
          { ontology, err: error },
          'a better artefact could not be built; the present one goes on',
        );
        this.#note(ontology, signal, { state: 'ready', problem: messageOf(error) });
        await delay(RETRY_AFTER_MS, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  /** Work that was given up has nothing more to say. */
  #note(ontology: string, signal: AbortSignal, state: OntologyState): void {
    if (!signal.aborted) this.states.set(ontology, state);
  }
}

function stopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
