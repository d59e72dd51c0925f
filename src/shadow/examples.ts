import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { ShadowDifferenceRow } from '../store/index.js';
import type { FirstAnswer, ShadowExample } from './service.js';

/** What is kept of a difference beside its mention, as JSON. */
export type Detail = Pick<ShadowExample, 'length' | 'generation' | 'active' | 'shadow'>;

const Answer = Type.Unsafe<FirstAnswer>(
  Type.Object({
    concept: Type.Union([Type.Null(), Type.Object({ id: Type.String(), name: Type.String() })]),
    decision: Type.String(),
    confidence: Type.Union([Type.Null(), Type.Number()]),
    pooled: Type.Union([Type.Null(), Type.Number()]),
  }),
);
const StoredDetail = Type.Object({
  length: Type.Integer(),
  generation: Type.Integer(),
  active: Answer,
  shadow: Answer,
});

export function exampleOf({ mention, text, at, times, detail }: ShadowDifferenceRow): ShadowExample {
  const stored: Detail = Value.Parse(StoredDetail, JSON.parse(detail));
  return { mention, text, at, times, ...stored };
}

/** Differences on their way to the database, each mention once. */
export class PendingExamples {
  #rows = new Map<string, ShadowDifferenceRow>();

  get size(): number {
    return this.#rows.size;
  }

  add(row: Omit<ShadowDifferenceRow, 'detail' | 'times'>, detail: Detail): void {
    const times = (this.#rows.get(row.mention)?.times ?? 0) + 1;
    this.#rows.set(row.mention, { ...row, times, detail: JSON.stringify(detail) });
  }

  /** All of them; from then on they are the caller's. */
  take(): readonly ShadowDifferenceRow[] {
    const rows = [...this.#rows.values()];
    this.#rows = new Map();
    return rows;
  }
}
