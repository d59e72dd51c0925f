import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { MARKS, type Mark } from '../../src/posts/marks/index.js';
import type { Offsets } from '../../src/posts/types.js';

const Line = Type.Object({
  id: Type.Optional(Type.String()),
  text: Type.String(),
  spans: Type.Array(Type.Object({ start: Type.Integer(), end: Type.Integer(), mark: Type.String() })),
});

const SHORT: Readonly<Record<string, Mark>> = {
  ade: 'reported',
  neg: 'negated',
  hyp: 'hypothetical',
  ind: 'indication',
  oth: 'other',
};

/** A text in which people marked events; places in UTF-16 code units. */
export interface MarkedPost {
  readonly id: string;
  readonly text: string;
  readonly events: readonly (Offsets & { readonly mark: Mark })[];
}

/**
 * Posts of a file with a line of JSON each: `text`, and `spans` with `start` and `end` in code points and `mark`, which is
 * one of ade, neg, hyp, ind and oth, or the service's word for it.
 */
export async function* markedPosts(path: string): AsyncGenerator<MarkedPost, void, undefined> {
  for await (const row of createInterface({ input: createReadStream(path) })) {
    if (row.trim() === '') continue;
    const { id = '', text, spans } = Value.Parse(Line, JSON.parse(row));
    const chars = Array.from(text);
    const before = (at: number): number => chars.slice(0, at).join('').length;
    yield {
      ...{ id, text },
      events: spans.map(({ start, end, mark }) => ({
        ...{ start: before(start), end: before(end), mark: known(mark) },
      })),
    };
  }
}

function known(mark: string): Mark {
  const found = SHORT[mark] ?? MARKS.find((one) => one === mark);
  if (found === undefined) throw new Error(`“${mark}” is no mark. Write one of ${MARKS.join(', ')}.`);
  return found;
}

/** Counts of right and found marks. */
export class MarkCounts {
  readonly #counts = new Map<string, number>();

  add(right: Mark, found: Mark): void {
    this.#counts.set(`${right} ${found}`, this.of(right, found) + 1);
  }

  of(right: Mark, found: Mark): number {
    return this.#counts.get(`${right} ${found}`) ?? 0;
  }

  /** How many are right, found and both, of a mark. */
  ofMark(mark: Mark): { readonly hits: number; readonly found: number; readonly there: number } {
    const total = (of: (other: Mark) => number): number => MARKS.reduce((sum, each) => sum + of(each), 0);
    return {
      hits: this.of(mark, mark),
      found: total((right) => this.of(right, mark)),
      there: total((found) => this.of(mark, found)),
    };
  }

  /** The mean of F1 over the marks that occur. */
  get macroF1(): number {
    const f1s = MARKS.map((mark) => this.ofMark(mark))
      .filter(({ found, there }) => found + there > 0)
      .map(({ hits, found, there }) => (2 * hits) / (found + there));
    return f1s.reduce((sum, f1) => sum + f1, 0) / Math.max(1, f1s.length);
  }
}
