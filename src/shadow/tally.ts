import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { outcomeOf } from './compare.js';
import type { Change, FirstAnswer, Outcome, ShadowSummary } from './service.js';

const Decision = Type.Union([
  Type.Literal('auto'),
  Type.Literal('suggest'),
  Type.Literal('review'),
  Type.Literal('none'),
]);
const Stored = Type.Object({
  changes: Type.Array(
    Type.Object({ from: Decision, to: Decision, otherConcept: Type.Boolean(), count: Type.Integer() }),
  ),
  skipped: Type.Integer(),
  failed: Type.Integer(),
});

export type Figures = Pick<
  ShadowSummary,
  'compared' | 'skipped' | 'failed' | 'agreement' | 'differences' | 'changes'
>;

/** Counts what comparing comes to: one count for each kind of change, of which there are at most 32. */
export class Tally {
  readonly #changes = new Map<string, Change>();
  #skipped = 0;
  #failed = 0;

  /** @param text what an earlier tally's `toText` gave */
  static read(text: string): Tally {
    const { changes, skipped, failed } = Value.Parse(Stored, JSON.parse(text));
    const tally = new Tally();
    for (const change of changes) tally.#changes.set(keyOf(change), change);
    tally.#skipped = skipped;
    tally.#failed = failed;
    return tally;
  }

  add(active: FirstAnswer, shadow: FirstAnswer): Outcome {
    const outcome = outcomeOf(active, shadow);
    const otherConcept = outcome === 'concept' || outcome === 'both';
    const kind = { from: active.decision, to: shadow.decision, otherConcept };
    const count = (this.#changes.get(keyOf(kind))?.count ?? 0) + 1;
    this.#changes.set(keyOf(kind), { ...kind, count });
    return outcome;
  }

  skip(mentions: number): void {
    this.#skipped += mentions;
  }

  fail(mentions: number): void {
    this.#failed += mentions;
  }

  figures(): Figures {
    const changes = [...this.#changes.values()].sort((a, b) => b.count - a.count);
    const sum = (counts: (change: Change) => boolean): number =>
      changes.filter(counts).reduce((total, { count }) => total + count, 0);
    const compared = sum(() => true);
    const same = sum((change) => !isDifference(change));
    return {
      compared,
      skipped: this.#skipped,
      failed: this.#failed,
      // Rounded down: 1 is said only where nothing differs.
      agreement: compared === 0 ? null : Math.floor((same / compared) * 10_000) / 10_000,
      differences: {
        concept: sum(({ otherConcept }) => otherConcept),
        decision: sum(({ from, to }) => from !== to),
        same,
      },
      changes: changes.filter(isDifference),
    };
  }

  toText(): string {
    return JSON.stringify({
      changes: [...this.#changes.values()],
      skipped: this.#skipped,
      failed: this.#failed,
    });
  }
}

function isDifference({ from, to, otherConcept }: Change): boolean {
  return from !== to || otherConcept;
}

function keyOf({ from, to, otherConcept }: Omit<Change, 'count'>): string {
  return `${from} ${to} ${otherConcept}`;
}
