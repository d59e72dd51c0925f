import { asProbability } from './probability.js';
import { EVENT_TYPES, type EventType, type Mark, type Offsets } from './types.js';
import type { Word } from './words.js';

/** What a tag says of its word: outside of all events, or in one of a type. */
export type Tag = { readonly place: 'O' } | { readonly place: 'B' | 'I'; readonly type: EventType };

/** How likely it is that the text reports an event, denies it, …; together 1. */
export type MarkShares = Readonly<Record<Mark, number>>;

/** An event by its place in the text, in UTF-16 code units. */
export interface Span extends Offsets {
  readonly type: EventType;
  readonly probability: number;
  readonly said: MarkShares;
}

/** What a model tells of each word, in the order of its output. */
export interface Columns {
  readonly tags: readonly Tag[];
  /** After the tags. */
  readonly marks: readonly Mark[];
}

/** @returns undefined for what is no tag: `O`, or `B-` or `I-` and a type */
export function tagOf(name: string): Tag | undefined {
  if (name === 'O') return { place: 'O' };
  const [place, typeName] = name.split('-', 2);
  const type = EVENT_TYPES.find((known) => known === typeName);
  return type && (place === 'B' || place === 'I') ? { place, type } : undefined;
}

interface Run {
  readonly first: number;
  readonly type: EventType;
  end: number;
}

/**
 * The spans of the likeliest tags: runs of `B-x` and `I-x` after it; an `I-x` after anything else begins one, too.
 * A span's probability is that of its surest word, of what `B-x` and `I-x` have together: where an event ends is often
 * unsure, and says little about whether it is one. What is said of it is the mean over its words.
 * @param probabilities of each word's tags and marks, in the order of `columns`
 */
export function spansOf(
  words: readonly Word[],
  probabilities: readonly Float32Array[],
  columns: Columns,
): Span[] {
  const { tags } = columns;
  const runs: Run[] = [];
  probabilities.forEach((ofWord, at) => {
    const tag = tags[greatest(ofWord.subarray(0, tags.length))];
    if (!tag || tag.place === 'O') return;
    const last = runs.at(-1);
    if (tag.place === 'I' && last?.end === at && last.type === tag.type) last.end = at + 1;
    else runs.push({ first: at, end: at + 1, type: tag.type });
  });
  return runs.flatMap(({ first, end, type }) => {
    const [from, to] = [words[first], words[end - 1]];
    if (!from || !to) return [];
    const inside = probabilities.slice(first, end);
    const probability = asProbability(Math.max(...inside.map((ofWord) => ofType(ofWord, tags, type))));
    return [{ start: from.start, end: to.end, type, probability, said: saidOf(inside, columns) }];
  });
}

/** The mean over words of the probabilities of their marks. */
export function saidOf(ofWords: readonly Float32Array[], { tags, marks }: Columns): MarkShares {
  const share = (mark: Mark): number => {
    const column = tags.length + marks.indexOf(mark);
    return mean(ofWords.map((ofWord) => ofWord[column] ?? 0));
  };
  return {
    reported: share('reported'),
    negated: share('negated'),
    hypothetical: share('hypothetical'),
    indication: share('indication'),
    other: share('other'),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function ofType(probabilities: Float32Array, tags: readonly Tag[], type: EventType): number {
  return tags.reduce(
    (sum, tag, i) => (tag.place !== 'O' && tag.type === type ? sum + (probabilities[i] ?? 0) : sum),
    0,
  );
}

function greatest(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0);
}
