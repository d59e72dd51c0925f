import { openText, type TextSource } from '../../ontology/index.js';
import type { GoldConcept } from '../gold.js';
import { answersFrom, isNone, mendedId } from './cell.js';
import { fits, hullOf, piecesBetween, utf16Offsets, type Pieces } from './offsets.js';
import { openingOf, placeIn } from './reading.js';
import type { Found, FoundGold, GoldFile, GoldReadOptions } from './reading.js';
import type { GoldLog } from './report.js';
import { wantedTypes } from './types.js';

/**
 * PubTator: `pmid|t|title`, `pmid|a|abstract`, and a line an annotation with offsets into both, one character lying
 * between (Wei et al. 2013), as NCBI Disease and BC5CDR come. `|` and `+` join a composite. Where an annotation tells
 * the parts of such a mention, one for each id (BC5CDR), these are the mentions.
 */
export async function* readPubtatorGold(
  file: GoldFile,
  options: GoldReadOptions,
  log: GoldLog,
): AsyncGenerator<Found, void, undefined> {
  const source = await openText(file.path, openingOf(file, options));
  log.encoding(source.encoding);
  const types = await typesIn(source);
  const wanted = wantedTypes(types, options.types, file.title);
  for (const type of types) log.column(type, wanted.has(type) ? 'mention' : 'ignored');
  let line = 0;
  let document: Document | null = null;
  for await (const batch of source.batches()) {
    for (const text of batch) {
      line += 1;
      const part = PART.exec(text);
      if (part) {
        const [, id = '', , content = ''] = part;
        if (document !== null && document.id !== id) yield* document.found(file);
        document = continuedBy(document, id, content, line);
        continue;
      }
      const annotation = annotationIn(text);
      if (!annotation) continue;
      const place = placeIn(file, line, text);
      if (!wanted.has(annotation.type)) {
        log.skip(place, 'other_type', `it is of type “${annotation.type}”`);
        continue;
      }
      const within: Document | null = document?.id === annotation.document ? document : null;
      const pieces = within?.place(annotation.pieces) ?? annotation.pieces;
      if (annotation.ids === null) {
        log.skip(place, 'not_normalized', 'it has no column for the concept');
        const hull = hullOf(pieces);
        if (hull) within?.unnormalized.push(hull);
        continue;
      }
      if (within === null || !fits(within.text, pieces, annotation.mention)) log.astray(place);
      const span = { document: annotation.document, pieces };
      const found = mentionsOf(annotation, annotation.ids).map(({ mention, ids }): FoundGold => ({
        ...{ place, mention, span, split: file.split, fold: file.fold, group: annotation.type, weight: 1 },
        answers: answersFrom([ids]),
      }));
      if (within) within.mentions.push(...found);
      else yield* found;
    }
  }
  if (document !== null) yield* document.found(file);
}

const PART = /^([^\s|]+)\|([ta])\|(.*)$/s;

/** A title and its abstract, with what is found in them until the document ends: its text is given first. */
class Document {
  readonly place: (pieces: Pieces) => Pieces;

  constructor(
    readonly id: string,
    readonly text: string,
    private readonly line: number,
    readonly mentions: FoundGold[] = [],
    readonly unnormalized: Pieces[number][] = [],
  ) {
    this.place = utf16Offsets(text);
  }

  *found(file: GoldFile): Generator<Found, void, undefined> {
    const { id, text, unnormalized } = this;
    yield { place: placeIn(file, this.line, text), document: { id, text, split: file.split, unnormalized } };
    yield* this.mentions;
  }
}

/** A title begins a document, or an abstract of which there is no title. */
function continuedBy(document: Document | null, id: string, content: string, line: number): Document {
  if (document?.id !== id) return new Document(id, content, line);
  return new Document(id, `${document.text}\n${content}`, line, document.mentions, document.unnormalized);
}

interface Annotation {
  readonly document: string;
  readonly pieces: Pieces;
  readonly mention: string;
  readonly type: string;
  /** Null where there is no such column. */
  readonly ids: string | null;
  /** What the single concepts of a composite are called. */
  readonly parts: readonly string[];
}

/** Null for other lines, such as relations. */
function annotationIn(line: string): Annotation | null {
  const [document = '', start = '', end = '', mention = '', type = '', ids, parts = ''] = line.split('\t');
  const pieces = piecesBetween(start, end);
  if (pieces === null || type === '') return null;
  return {
    document,
    pieces,
    mention,
    type: type.trim(),
    ids: ids ?? null,
    parts: parts === '' ? [] : parts.split('|'),
  };
}

async function typesIn(source: TextSource): Promise<ReadonlySet<string>> {
  const types = new Set<string>();
  for await (const batch of source.batches())
    for (const line of batch) {
      const annotation = annotationIn(line);
      if (annotation) types.add(annotation.type);
    }
  return types;
}

function mentionsOf(
  { mention, parts }: Annotation,
  ids: string,
): readonly { readonly mention: string; readonly ids: readonly GoldConcept[] }[] {
  const concepts = ids
    .split(/[|+]/)
    .map((id) => mendedId(id))
    .filter((id) => !isNone(id))
    .map((id): GoldConcept => ({ id, name: null }));
  if (concepts.length < 2 || concepts.length !== parts.length) return [{ mention, ids: concepts }];
  return concepts.map((concept, at) => ({ mention: parts[at]?.trim() || mention, ids: [concept] }));
}
