import type { AnnotatedPost, CodedEvent } from '../types.js';
import { markedType } from './marked-type.js';
import { encoded, freeName, onOneLine } from './places.js';

/** As BC5CDR writes that a mention has no concept. */
const NO_CONCEPT = '-1';

/**
 * PubTator (Wei et al. 2013). The text stands in the title's line (`id|t|`) and the abstract (`id|a|`) is empty, so
 * that offsets, which count code points of the title, one character and the abstract, count in the text itself for
 * every reader. Line ends and tabs of a text are written as spaces, one for one. An event has a line with tabs: id,
 * start, end, words, type, concept id (`-1` without one). As the format has no place for a mark, an event that is not
 * reported has it in its type (`ADR_negated`): a reader of `ADR` gets what is reported. What a field cannot hold is
 * written as in a URL, and of equal ids the second gets a number (`a~2`).
 */
export function toPubtator(posts: readonly AnnotatedPost[]): string {
  const taken = new Set<string>();
  return posts.map((post) => documentOf(post, taken)).join('\n');
}

function documentOf({ id, text, events }: AnnotatedPost, taken: Set<string>): string {
  const name = freeName(encoded(id, /[^\s|%\p{C}]/u) || '_', taken);
  const lines = events.map((event) => `${lineOf(name, event)}\n`);
  return `${name}|t|${onOneLine(text)}\n${name}|a|\n${lines.join('')}`;
}

function lineOf(name: string, { codePoints, text, type, mark, candidates }: CodedEvent): string {
  const [best] = candidates;
  // A bar or a plus would join several concepts.
  const concept = best ? encoded(best.conceptId, /[^\s|+\p{C}]/u) : NO_CONCEPT;
  return [name, codePoints.start, codePoints.end, onOneLine(text), markedType(type, mark), concept].join(
    '\t',
  );
}
