import type { Offsets } from '../types.js';
import { plain } from './plain.js';

/** How far around an event is looked, in code units: what a mark costs does not grow with the text. */
const BEFORE = 600;
const AFTER = 240;

/** "…, isn't it?" denies nothing. */
const TAG =
  /(?:^|(?<=\S) ), (?:is|are|was|were|does|do|did|has|have|can|will|would) not (?:it|they|he|she|i|you|we|there|that)$/;

/** An event with what stands around it, all of it as {@link plain} writes it. */
export interface Context {
  /** The sentences before the event's own, the nearest last. */
  readonly before: readonly string[];
  /** Of the event's sentence, what stands before it; ends with a space unless it is empty. */
  readonly left: string;
  readonly inside: string;
  /** Of the event's sentence, what stands after it. */
  readonly right: string;
  /** The sign that ends the sentence; empty where none does. */
  readonly end: string;
  /** What follows the sentence. */
  readonly after: string;
}

/** @param span where the event stands, in code units */
export function contextOf(text: string, span: Offsets): Context {
  const { start } = span;
  const sentences = plain(text.slice(Math.max(0, start - BEFORE), start)).split(/(?<=[.?!])(?: |$)/);
  if (/[.?!]$/.test(sentences.at(-1) ?? '')) sentences.push('');
  const left = sentences.pop() ?? '';
  const rest = plain(text.slice(span.end, span.end + AFTER));
  const stop = rest.search(/[.?!]/);
  const right = (stop < 0 ? rest : rest.slice(0, stop)).trim();
  const end = stop < 0 ? '' : (rest[stop] ?? '');
  return {
    before: sentences,
    left: left === '' ? '' : `${left} `,
    inside: plain(text.slice(start, span.end)),
    right: end === '?' ? right.replace(TAG, '') : right,
    end,
    after: stop < 0 ? '' : rest.slice(stop + 1).trim(),
  };
}

/** Where a pattern matches for the last time; undefined where it does not. The pattern must be global. */
export function lastMatch(pattern: RegExp, text: string): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}
