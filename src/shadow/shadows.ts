import { AppError, messageOf } from '../errors.js';
import type { NormalizeAnswer, NormalizeOptions } from '../normalize/index.js';
import {
  requireVersion,
  type LiveOntologies,
  type OntologyService,
  type OntologySummary,
  type WorkContext,
} from '../ontology/index.js';
import type { ShadowRow } from '../store/index.js';
import { Turns } from '../turns.js';
import { Comparison, settingsOf, type ComparisonParts } from './comparison.js';
import type { ShadowRequest, ShadowService, ShadowSettings, ShadowSummary } from './service.js';
import { Tally } from './tally.js';

export interface ShadowParts extends ComparisonParts {
  readonly ontologies: Pick<OntologyService, 'get' | 'open'>;
  readonly live: Pick<LiveOntologies, 'peek'>;
  /** Whether a version is registered. */
  readonly hasVersion: (ontology: string, version: string) => Promise<boolean>;
  /** Whether shadows may keep texts of mentions. */
  readonly allowText: boolean;
}

/** Who ends a shadow whose version was activated or removed. */
const SYSTEM = 'system';
const WRITE_EVERY_MS = 2000;

/**
 * The shadows that are set. A shadow ends when its version is activated or removed, which is looked for with each
 * write and each question; until then it answers from files that it holds open.
 */
export class Shadows implements ShadowService {
  readonly #comparisons = new Map<string, Comparison>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  readonly #turns = new Turns();
  #resuming: Promise<void> = Promise.resolve();

  private constructor(private readonly parts: ShadowParts) {}

  /** Knows what was set before; it answers after `resume`. Texts that may not be kept any more are dropped. */
  static async open(parts: ShadowParts): Promise<Shadows> {
    if (!parts.allowText) await parts.store.forgetTexts(SYSTEM);
    const rows = await parts.store.all();
    const shadows = new Shadows(parts);
    for (const row of rows) shadows.#comparisons.set(row.ontology, new Comparison(row, parts));
    return shadows;
  }

  /** Opens what was set before the start, in the background; to be called once the ontologies are served. */
  resume(): void {
    if (this.#stopping.signal.aborted) return;
    this.#timer = setInterval(() => void this.#lookAtAll(), WRITE_EVERY_MS).unref();
    this.#resuming = this.#resumeAll();
  }

  /** Takes what the active version answered; cheap, and never throws. */
  take(answer: NormalizeAnswer, options: NormalizeOptions): void {
    const comparison = this.#comparisons.get(answer.ontology);
    if (!comparison) return;
    if (answer.version === comparison.row.against) comparison.offer(answer, options);
    else void this.#lookAtAll();
  }

  async check(request: ShadowRequest): Promise<void> {
    const { ontology, version, keepText } = request;
    activeVersion(await this.#withVersion(ontology, version), version);
    if (keepText && !this.parts.allowText)
      throw new AppError(
        'shadow_invalid',
        'keepText: mentions are what people wrote and may identify a person, so their texts are kept only where the service is started with ADE_SHADOW_TEXT=on.',
      );
  }

  async set(request: ShadowRequest, context: WorkContext): Promise<ShadowSettings> {
    await this.check(request);
    const { ontology, version, share, keepText, actor } = request;
    const lease = await this.parts.ontologies.open({ ontology, version }, context);
    try {
      context.signal.throwIfAborted();
      return await this.#turns.run(async () => {
        const row = {
          ontology,
          version,
          share,
          against: activeVersion(await this.#withVersion(ontology, version), version),
          keep_text: keepText ? 1 : 0,
          since: new Date().toISOString(),
          set_by: actor,
          counts: new Tally().toText(),
        };
        await this.parts.store.set(row);
        const before = this.#comparisons.get(ontology);
        const comparison = new Comparison(row, this.parts);
        comparison.start(lease);
        this.#comparisons.set(ontology, comparison);
        (await before?.end())?.release();
        return settingsOf(row);
      });
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  async get(ontology: string): Promise<ShadowSummary> {
    await this.parts.ontologies.get(ontology);
    return this.#turns.run(async () => (await this.#present(ontology)).summary());
  }

  async remove({ ontology, actor }: { ontology: string; actor: string }): Promise<ShadowSummary> {
    await this.parts.ontologies.get(ontology);
    return this.#turns.run(async () => {
      const summary = await (await this.#present(ontology)).summary();
      await this.#end(ontology, actor);
      return summary;
    });
  }

  /** Ends all comparisons; what is set stays set. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#resuming;
    await this.#turns.run(async () => {
      for (const comparison of this.#comparisons.values()) (await comparison.end())?.release();
      this.#comparisons.clear();
    });
  }

  async #resumeAll(): Promise<void> {
    for (const comparison of [...this.#comparisons.values()]) {
      const { ontology, version } = comparison.row;
      try {
        await this.#turns.run(() => this.#look(ontology));
        if (this.#stopping.signal.aborted) return;
        if (!this.#opening(ontology, version)) continue;
        const context = { onProgress: () => undefined, signal: this.#stopping.signal };
        const lease = await this.parts.ontologies.open({ ontology, version }, context);
        await this.#turns.run(() => {
          if (this.#opening(ontology, version)?.start(lease) !== true) lease.release();
          return Promise.resolve();
        });
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#opening(ontology, version)?.fail(messageOf(error));
        this.parts.log.error({ ontology, version, err: error }, 'a shadow could not be opened');
      }
    }
  }

  /** The shadow that is to be opened, unless it was ended or replaced meanwhile. */
  #opening(ontology: string, version: string): Comparison | undefined {
    const comparison = this.#comparisons.get(ontology);
    return comparison?.state === 'opening' && comparison.row.version === version ? comparison : undefined;
  }

  /** Writes what was found, and ends or restarts what something happened to. */
  async #lookAtAll(): Promise<void> {
    for (const ontology of this.#comparisons.keys()) {
      await this.#turns
        .run(async () => {
          await this.#look(ontology);
          await this.#comparisons.get(ontology)?.write();
        })
        .catch((error: unknown) => {
          this.parts.log.error({ ontology, err: error }, 'a shadow could not be looked after');
        });
    }
  }

  async #look(ontology: string): Promise<void> {
    const comparison = this.#comparisons.get(ontology);
    if (!comparison) return;
    const { row } = comparison;
    const active = this.parts.live.peek(ontology)?.version;
    if (active === row.version || !(await this.parts.hasVersion(ontology, row.version))) {
      await this.#end(ontology, SYSTEM);
    } else if (active !== undefined && active !== row.against) {
      await this.#restart(comparison, active);
    }
  }

  /** What was found with another active version says nothing about this one. */
  async #restart(before: Comparison, against: string): Promise<void> {
    const row: ShadowRow = {
      ...before.row,
      against,
      since: new Date().toISOString(),
      counts: new Tally().toText(),
    };
    await this.parts.store.restart(row);
    const comparison = new Comparison(row, this.parts);
    this.#comparisons.set(row.ontology, comparison);
    const lease = await before.end();
    if (lease) comparison.start(lease);
  }

  async #end(ontology: string, actor: string): Promise<void> {
    await this.parts.store.remove(ontology, actor);
    const comparison = this.#comparisons.get(ontology);
    this.#comparisons.delete(ontology);
    (await comparison?.end())?.release();
  }

  async #present(ontology: string): Promise<Comparison> {
    await this.#look(ontology);
    const comparison = this.#comparisons.get(ontology);
    if (comparison) return comparison;
    throw new AppError(
      'shadow_not_set',
      `${ontology} has no shadow; PUT /v1/ontologies/${ontology}/shadow sets one. A shadow ends when its version is activated or removed.`,
    );
  }

  async #withVersion(ontology: string, version: string): Promise<OntologySummary> {
    const found = await this.parts.ontologies.get(ontology);
    requireVersion(found, version);
    return found;
  }
}

/** @throws AppError `shadow_invalid` when there is none, or it is the one that is to be the shadow */
function activeVersion({ name, active }: OntologySummary, shadow: string): string {
  if (!active)
    throw new AppError(
      'shadow_invalid',
      `Nothing of ${name} answers yet, so a shadow has nothing to be compared with: activate a version first.`,
    );
  if (active.version === shadow)
    throw new AppError(
      'shadow_invalid',
      `${name} answers with version “${shadow}” itself; its shadow is a version that is not active.`,
    );
  return active.version;
}
