import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { EncoderObserver } from './encoder/index.js';
import type { FeedbackObserver, Verdict } from './feedback/index.js';
import type { MentionResult } from './normalize/index.js';
import type { AnnotatedPost, ClassifiedPost, ExtractedPost, RefusedPost } from './posts/index.js';
import type { Readiness } from './service-state.js';
import type { Outcome, ShadowObserver } from './shadow/index.js';

/** The parts of an answer's time. */
export type Phase = 'queue' | 'tokenize' | 'encode' | 'search';

const SECONDS = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1, 2.5, 5, 10];

/** Everything the service counts, in one registry of its own; `/metrics` prints it. */
export class Metrics implements EncoderObserver, FeedbackObserver, ShadowObserver {
  readonly #registry = new Registry();
  readonly #phases = new Histogram({
    name: 'ade_phase_duration_seconds',
    help: 'Time a mention, or its batch, spent in a phase',
    labelNames: ['phase'],
    buckets: SECONDS,
    registers: [this.#registry],
  });
  readonly #requests = new Histogram({
    name: 'ade_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers: [this.#registry],
  });
  readonly #inFlight = new Gauge({
    name: 'ade_http_requests_in_flight',
    help: 'Requests that are being answered',
    registers: [this.#registry],
  });
  readonly #batchRows = new Histogram({
    name: 'ade_encoder_batch_texts',
    help: 'Texts in an encoder batch',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers: [this.#registry],
  });
  readonly #paddedTokens = new Counter({
    name: 'ade_encoder_padded_tokens_total',
    help: 'Tokens given to the encoder, padding included',
    registers: [this.#registry],
  });
  readonly #cache = new Counter({
    name: 'ade_encoder_cache_lookups_total',
    help: 'Embeddings looked up in the cache',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #decisions = new Counter({
    name: 'ade_decisions_total',
    help: 'Mentions by decision; those that could not be used count as error',
    labelNames: ['decision'],
    registers: [this.#registry],
  });
  readonly #sources = new Counter({
    name: 'ade_mentions_total',
    help: 'Mentions by the source of their first candidate, and by the origin of the name that matched',
    labelNames: ['source', 'origin'],
    registers: [this.#registry],
  });
  readonly #posts = new Counter({
    name: 'ade_posts_total',
    help: 'Posts by what the classifier said; extracted where it was not asked; error where they could not be used',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #events = new Counter({
    name: 'ade_post_events_total',
    help: 'Events found in posts',
    labelNames: ['type', 'mark'],
    registers: [this.#registry],
  });
  readonly #feedback = new Counter({
    name: 'ade_feedback_total',
    help: 'Coder feedback that was taken, by verdict',
    labelNames: ['ontology', 'verdict'],
    registers: [this.#registry],
  });
  readonly #shadowCompared = new Counter({
    name: 'ade_shadow_compared_total',
    help: 'Mentions that a shadow version answered too, by what differs',
    labelNames: ['ontology', 'outcome'],
    registers: [this.#registry],
  });
  readonly #shadowSkipped = new Counter({
    name: 'ade_shadow_skipped_total',
    help: 'Mentions of the sample that were not compared, because too many waited or the shadow failed',
    labelNames: ['ontology', 'reason'],
    registers: [this.#registry],
  });

  constructor(version: string) {
    collectDefaultMetrics({ register: this.#registry, prefix: 'ade_' });
    new Gauge({
      name: 'ade_build_info',
      help: 'Always 1; the labels say what runs',
      labelNames: ['version', 'node'],
      registers: [this.#registry],
    }).set({ version, node: process.versions.node }, 1);
  }

  /** Samples the state of the service whenever the metrics are read. */
  watch(readiness: () => Readiness): void {
    const gauge = (name: string, help: string, value: (state: Readiness) => number) => {
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(value(readiness()));
        },
      });
    };
    gauge('ade_ready', '1 while the service is ready', (state) => (state.ready ? 1 : 0));
    gauge('ade_encoder_queue_texts', 'Texts waiting for the encoder', (state) => state.encoder.queued);
    gauge('ade_encoder_workers', 'Encoder workers that are alive', (state) => state.encoder.workers.alive);
    gauge(
      'ade_encoder_workers_wanted',
      'Encoder workers that there should be',
      (state) => state.encoder.workers.wanted,
    );
    new Gauge({
      name: 'ade_ontology_generation',
      help: 'Generation that answers',
      labelNames: ['ontology'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { name, generation } of readiness().ontologies) {
          if (generation !== null) this.set({ ontology: name }, generation);
        }
      },
    });
  }

  phase(phase: Phase, seconds: number): void {
    this.#phases.observe({ phase }, seconds);
  }

  batch(rows: number, paddedTokens: number): void {
    this.#batchRows.observe(rows);
    this.#paddedTokens.inc(paddedTokens);
  }

  cache(hits: number, misses: number): void {
    this.#cache.inc({ outcome: 'hit' }, hits);
    this.#cache.inc({ outcome: 'miss' }, misses);
  }

  requestStarted(): void {
    this.#inFlight.inc();
  }

  /** @param route the route's pattern, never the path: its values would make endless labels */
  requestEnded(route: string, method: string, status: number, seconds: number): void {
    this.#inFlight.dec();
    this.#requests.observe({ route, method, status: String(status) }, seconds);
  }

  /** Counts what mentions came to. */
  results(results: readonly MentionResult[]): void {
    for (const result of results) {
      if ('error' in result) {
        this.#decisions.inc({ decision: 'error' });
        continue;
      }
      this.#decisions.inc({ decision: result.decision });
      const [first] = result.candidates;
      this.#sources.inc({ source: first?.source ?? 'none', origin: first?.matchedOrigin ?? 'none' });
    }
  }

  /** Counts what posts came to, and what was decided on their events. */
  posts(results: readonly (ClassifiedPost | ExtractedPost | AnnotatedPost | RefusedPost)[]): void {
    for (const result of results) {
      this.#posts.inc({ outcome: outcomeOf(result) });
      if (!('events' in result)) continue;
      for (const event of result.events) {
        this.#events.inc({ type: event.type, mark: event.mark });
        if ('decision' in event) this.#decisions.inc({ decision: event.decision });
      }
    }
  }

  feedbackTaken(ontology: string, verdict: Verdict, entries: number): void {
    this.#feedback.inc({ ontology, verdict }, entries);
  }

  shadowCompared(ontology: string, outcome: Outcome): void {
    this.#shadowCompared.inc({ ontology, outcome });
  }

  shadowSkipped(ontology: string, reason: 'backlog' | 'failed', mentions: number): void {
    this.#shadowSkipped.inc({ ontology, reason }, mentions);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

function outcomeOf(result: ClassifiedPost | ExtractedPost | AnnotatedPost | RefusedPost): string {
  if ('error' in result) return 'error';
  if ('classification' in result) return result.classification.adverseEvent.label ? 'adverse' : 'other';
  if ('adverseEvent' in result) return result.adverseEvent.label ? 'adverse' : 'other';
  return 'extracted';
}
