import { createHash } from 'node:crypto';
import { EVENT_TYPES, MARKS, type AnnotatedPost, type CodedEvent } from '../types.js';
import { encoded, freeName, linePieces, onOneLine } from './places.js';

/** File systems hold names of 255 bytes; some tools add to them. */
const MAX_NAME = 120;

const CONFIGURATION = `[entities]
${EVENT_TYPES.join('\n')}

[relations]

[events]

[attributes]
Mark Arg:<ENTITY>, Value:${MARKS.join('|')}
Decision Arg:<ENTITY>, Value:auto|suggest|review|none
`;

/**
 * brat's standoff files (Stenetorp et al. 2012): of each post its text (`.txt`) and its events (`.ann`), and an
 * `annotation.conf` by which brat shows them. Files are named by the posts' ids, of which characters that not every
 * file system takes are written as in a URL. An event has a line `T1` with its type and its place in code points,
 * in a piece for each line of the text; `A` lines with its mark and its decision; and a line `N1` with its best
 * concept, where it has one.
 * @param ontology the name that stands before concept ids
 * @returns what to write into which file
 */
export function toBrat(posts: readonly AnnotatedPost[], ontology: string): Readonly<Record<string, string>> {
  const files = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, text, events } of posts) {
    const name = freeName(fileName(id), taken);
    files.set(`${name}.txt`, text);
    files.set(`${name}.ann`, events.flatMap((event, at) => linesOf(event, at, ontology)).join(''));
  }
  files.set('annotation.conf', CONFIGURATION);
  return Object.fromEntries(files);
}

function linesOf(event: CodedEvent, at: number, ontology: string): readonly string[] {
  const number = at + 1;
  const pieces = linePieces(event);
  const places = pieces.map(({ start, end }) => `${start} ${end}`).join(';');
  const words = pieces.map(({ text }) => text).join(' ');
  const best = event.candidates[0];
  const source = encoded(ontology, /[^\s:]/u);
  return [
    `T${number}\t${event.type} ${places}\t${words}\n`,
    `A${2 * number - 1}\tMark T${number} ${event.mark}\n`,
    `A${2 * number}\tDecision T${number} ${event.decision}\n`,
    ...(best
      ? [
          `N${number}\tReference T${number} ${source}:${encoded(best.conceptId, /\S/u)}\t${onOneLine(best.name)}\n`,
        ]
      : []),
  ];
}

/** An id as file systems take it; a long one is cut, and its digest tells it from others. */
function fileName(id: string): string {
  const written = encoded(id, /[\p{L}\p{M}\p{N}_.-]/u).replace(/^(?:\.|$)/, '_$&');
  if (Buffer.byteLength(written) <= MAX_NAME) return written;
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 16);
  return `${Array.from(written)
    .slice(0, MAX_NAME / 6)
    .join('')}~${digest}`;
}
