import type { NormalizeAnswer, NormalizeOptions, Normalizer } from '../normalize/index.js';
import type { Lease } from '../ontology/index.js';
import { digestOf, type ShadowRow, type ShadowStore } from '../store/index.js';
import { normalForm } from '../text/index.js';
import { firstAnswerOf, isSettled, type Answered } from './compare.js';
import { exampleOf, PendingExamples } from './examples.js';
import { isSampled } from './sampling.js';
import { Tally } from './tally.js';
import type { FirstAnswer, ShadowObserver, ShadowSettings, ShadowState, ShadowSummary } from './service.js';

/** Told about what nobody waits for; no text of a mention is among it. */
export interface ShadowLog {
  error(fields: object, message: string): void;
}

export interface ComparisonParts {
  readonly normalizer: Normalizer;
  readonly store: ShadowStore;
  readonly observer: ShadowObserver;
  readonly log: ShadowLog;
}

/** Mentions that may wait for a shadow's answer: a full request and a little more. */
export const MOST_WAITING = 1024;
/** Mentions that the shadow answers at once. */
const AT_ONCE = 32;
/** Differences that are written at once: the database works on the main thread. */
const WRITE_AT = 32;
const MOST_SHOWN = 100;

/** A mention that the active version has answered. */
interface Waiting {
  readonly text: string;
  readonly normal: string;
  readonly generation: number;
  /** What the request asked for and its answer depends on. */
  readonly topK: number;
  readonly minSimilarity: number | undefined;
  readonly active: FirstAnswer;
}

/** One shadow at work: takes answers of the active version, has the shadow answer too, and keeps what differs. */
export class Comparison {
  readonly #tally: Tally;
  readonly #pending = new PendingExamples();
  readonly #stop = new AbortController();
  #state: ShadowState = 'opening';
  #problem: string | undefined;
  #lease: Lease | null = null;
  #waiting: Waiting[] = [];
  #working: Promise<void> | null = null;
  #writing: Promise<void> = Promise.resolve();
  #failureTold = false;
  /** The counts as they stand in the database. */
  #written: string;

  constructor(
    readonly row: ShadowRow,
    private readonly parts: ComparisonParts,
  ) {
    this.#tally = Tally.read(row.counts);
    this.#written = row.counts;
  }

  get state(): ShadowState {
    return this.#state;
  }

  /** Lets a version answer, which is released at the end. @returns false after the end: the lease is not taken */
  start(lease: Lease): boolean {
    if (this.#stop.signal.aborted) return false;
    this.#lease = lease;
    this.#state = 'answering';
    return true;
  }

  /** Notes why the version could not be opened. */
  fail(problem: string): void {
    this.#state = 'failed';
    this.#problem = problem;
  }

  /** Takes what the active version answered; cheap, never throws, and nobody waits for what follows. */
  offer({ results, generation }: NormalizeAnswer, { topK, minSimilarity }: NormalizeOptions): void {
    const { ontology, version, since, share } = this.row;
    if (!this.#lease) return;
    let dropped = 0;
    for (const result of results) {
      if ('error' in result || isSettled(result)) continue;
      const normal = normalForm(result.cleaned);
      if (!isSampled(normal, `${ontology} ${version} ${since}`, share)) continue;
      if (this.#waiting.length >= MOST_WAITING) dropped += 1;
      else {
        const active = firstAnswerOf(result);
        this.#waiting.push({ text: result.text, normal, generation, topK, minSimilarity, active });
      }
    }
    if (dropped > 0) this.#skip(dropped);
    this.#working ??= this.#work(this.#lease).finally(() => {
      this.#working = null;
    });
  }

  async summary(): Promise<ShadowSummary> {
    await this.write();
    const rows = await this.parts.store.newest(this.row.ontology, MOST_SHOWN);
    return {
      ...settingsOf(this.row),
      state: this.#state,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
      ...this.#tally.figures(),
      examples: rows.map(exampleOf),
    };
  }

  /** Writes what was found since the last time. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const counts = this.#tally.toText();
      const rows = this.#pending.take();
      if (counts === this.#written && rows.length === 0) return;
      try {
        await this.parts.store.keep({ ...this.row, counts }, rows);
        this.#written = counts;
      } catch (error) {
        // The counts go with the next attempt; the examples are lost.
        this.parts.log.error(
          { ontology: this.row.ontology, err: error },
          'a shadow’s findings were not kept',
        );
      }
    });
    return this.#writing;
  }

  /** Stops, and writes what was found. @returns what the version was opened with; the caller releases it */
  async end(): Promise<Lease | null> {
    this.#stop.abort();
    this.#waiting = [];
    await this.#working;
    await this.write();
    const lease = this.#lease;
    this.#lease = null;
    return lease;
  }

  async #work({ snapshot }: Lease): Promise<void> {
    for (let batch = this.#next(); batch.length > 0 && !this.#stop.signal.aborted; batch = this.#next()) {
      try {
        await this.#compare(snapshot, batch);
      } catch (error) {
        this.#fail(batch.length, error);
      }
      if (this.#pending.size >= WRITE_AT) await this.write();
    }
  }

  /** The first ones that wait, as far as they were asked for alike. */
  #next(): readonly Waiting[] {
    const [first] = this.#waiting;
    const other = this.#waiting.findIndex(
      ({ topK, minSimilarity }) => topK !== first?.topK || minSimilarity !== first.minSimilarity,
    );
    return this.#waiting.splice(0, other === -1 ? AT_ONCE : Math.min(other, AT_ONCE));
  }

  async #compare(snapshot: Lease['snapshot'], batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    const { topK, minSimilarity } = first;
    const { results } = await this.parts.normalizer.answer(
      snapshot,
      batch.map(({ text }, i) => ({ id: String(i), text })),
      { topK, include: [], ...(minSimilarity === undefined ? {} : { minSimilarity }) },
      { lane: 'bulk', signal: this.#stop.signal },
    );
    const at = new Date().toISOString();
    results.forEach((result, i) => {
      const waiting = batch[i];
      if (waiting && !('error' in result)) this.#note(waiting, result, at);
    });
  }

  #note({ text, normal, generation, active }: Waiting, result: Answered, at: string): void {
    const { ontology, keep_text } = this.row;
    const shadow = firstAnswerOf(result);
    const outcome = this.#tally.add(active, shadow);
    this.parts.observer.shadowCompared(ontology, outcome);
    if (outcome === 'same') return;
    this.#pending.add(
      { ontology, mention: digestOf(normal), at, text: keep_text === 1 ? text : null },
      { length: text.length, generation, active, shadow },
    );
  }

  #skip(mentions: number): void {
    this.#tally.skip(mentions);
    this.parts.observer.shadowSkipped(this.row.ontology, 'backlog', mentions);
  }

  #fail(mentions: number, error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const { ontology, version } = this.row;
    this.#tally.fail(mentions);
    this.parts.observer.shadowSkipped(ontology, 'failed', mentions);
    // Once is enough: under a lasting fault each batch fails the same way.
    if (!this.#failureTold)
      this.parts.log.error({ ontology, version, err: error }, 'a shadow did not answer');
    this.#failureTold = true;
  }
}

export function settingsOf(row: ShadowRow): ShadowSettings {
  const { ontology, version, against, share, since } = row;
  return { ontology, version, against, share, keepText: row.keep_text === 1, since, setBy: row.set_by };
}
