import { AppError } from '../../errors.js';
import type { NameKind, SourceConcept } from '../concept.js';
import { conceptOf, draftOf, type Draft, type RawConcept } from './draft.js';
import { FORMAT_WORDS, SKIP_REASON_WORDS, SKIP_REASONS } from './reader.js';
import type { JoinedRow, ReadReport, ReaderOptions, SkippedRow, SkipReason, SourceFormat } from './reader.js';

const EXAMPLES = 100;
const EXAMPLE_LENGTH = 200;
const PROGRESS_EVERY = 1000;

/** Where something stands in the source. */
export interface Place {
  /** Where the source has several files. */
  readonly file?: string;
  /** See `SkippedRow`. */
  readonly line: number;
  readonly text: string;
}

/** Takes down what a reader finds; holds ids, parents and hashes of names, and nothing else of the file. */
export class ReportBuilder {
  readonly #lineOfId = new Map<string, number>();
  readonly #parents = new Set<string>();
  readonly #nameHashes = new Set<number>();
  readonly #sharedHashes = new Set<number>();
  readonly #names: Record<NameKind, number> = { preferred: 0, synonym: 0, lay: 0 };
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  readonly #examples: SkippedRow[] = [];
  readonly #joined: { rows: number; readonly examples: JoinedRow[] } = { rows: 0, examples: [] };
  readonly #words: (typeof FORMAT_WORDS)[SourceFormat];
  #rows = 0;
  #refused = 0;
  #concepts = 0;

  constructor(
    private readonly source: { readonly format: SourceFormat; readonly encoding: string },
    private readonly options: ReaderOptions,
  ) {
    this.#words = FORMAT_WORDS[source.format];
  }

  /**
   * Counts a row, tells the progress.
   * @throws the signal's reason when it is aborted
   */
  row(): void {
    this.options.signal?.throwIfAborted();
    this.#rows += 1;
    if (this.#rows % PROGRESS_EVERY === 0) this.options.onRow?.(this.#rows);
  }

  /** A part of a row is left out, or a row that does no harm. */
  skip(place: Place, reason: SkipReason, detail: string): void {
    const count = (this.#skipped[reason] ?? 0) + 1;
    this.#skipped[reason] = count;
    if (count > EXAMPLES) return;
    const { file, line, text } = place;
    this.#examples.push({ reason, ...(file === undefined ? {} : { file }), line, text: cut(text), detail });
  }

  /** A row has the id of the one before it and another name, which becomes a synonym: meant, or a mistake. */
  join({ id, name }: Draft, synonym: string, { line }: Place): void {
    this.#joined.rows += 1;
    if (this.#joined.examples.length < EXAMPLES)
      this.#joined.examples.push({ line, id, name: cut(name), synonym: cut(synonym) });
  }

  /** The row just counted gives no concept; why was told by `skip`. */
  refuse(): void {
    this.#refused += 1;
  }

  /** Takes an id for the concept of this line; gives the line that has it already, if one has. */
  claim(id: string, line: number): number | undefined {
    const earlier = this.#lineOfId.get(id);
    if (earlier === undefined) this.#lineOfId.set(id, line);
    return earlier;
  }

  /** Takes a row's draft as a concept; where there is none, or its id is taken, the row is refused. */
  admit(draft: Draft | null, place: Place): draft is Draft {
    const earlier = draft ? this.claim(draft.id, place.line) : undefined;
    if (draft && earlier === undefined) {
      this.concept(draft);
      return true;
    }
    if (draft)
      this.skip(place, 'duplicate_id', `${this.#words.place} ${earlier} has the id "${draft.id}" already`);
    this.refuse();
    return false;
  }

  /** Takes what a row says as a concept, where it can be one; what is wrong with it is noted. */
  take(raw: RawConcept, place: Place): SourceConcept | null {
    const draft = draftOf(raw, (reason, detail) => {
      this.skip(place, reason, detail);
    });
    return this.admit(draft, place) ? conceptOf(draft) : null;
  }

  concept(draft: Draft): void {
    this.#concepts += 1;
    for (const parent of draft.parents) this.#parents.add(parent);
    for (const [key, { kind }] of draft.names) {
      this.#names[kind] += 1;
      if (!draft.selectable || draft.status === 'retired') continue;
      const hash = hashOf(key);
      if (this.#nameHashes.has(hash)) this.#sharedHashes.add(hash);
      else this.#nameHashes.add(hash);
    }
  }

  /**
   * @param columns source column -> what it was taken for
   * @param hint what to do when the file as a whole is refused
   * @throws AppError `ontology_invalid` when there is no concept, or more than half of the rows were refused
   */
  finish(columns: Readonly<Record<string, string>>, hint: string): ReadReport {
    if (this.#rows % PROGRESS_EVERY !== 0) this.options.onRow?.(this.#rows);
    if (this.#concepts === 0 || this.#refused * 2 > this.#rows) throw this.#invalid(hint);
    let orphans = 0;
    for (const parent of this.#parents) if (!this.#lineOfId.has(parent)) orphans += 1;
    return {
      file: this.options.fileName,
      format: this.source.format,
      encoding: this.source.encoding,
      columns,
      rows: this.#rows,
      concepts: this.#concepts,
      names: this.#names,
      skipped: this.#skipped,
      examples: this.#examples,
      ...(this.#joined.rows > 0 ? { joined: this.#joined } : {}),
      orphans,
      sharedNames: this.#sharedHashes.size,
    };
  }

  #invalid(hint: string): AppError {
    const { fileName } = this.options;
    const { row, place } = this.#words;
    if (this.#rows === 0)
      return new AppError('ontology_invalid', `${fileName}: the file has no ${row}s. ${hint}`);
    const what =
      this.#concepts === 0
        ? `no ${row} can be used (of ${this.#rows})`
        : `${this.#refused} of ${this.#rows} ${row}s cannot be used; nothing is taken over when it is more than half`;
    // A synonym that is left out refuses nothing, and would only hide what does.
    const counts = SKIP_REASONS.filter((reason) => reason !== 'not_a_synonym').flatMap((reason) => {
      const count = this.#skipped[reason];
      return count === undefined ? [] : `${count} ${SKIP_REASON_WORDS[reason]}`;
    });
    const examples = this.#examples
      .filter(({ reason }) => reason !== 'not_a_synonym')
      .slice(0, 3)
      .map(
        ({ file, line, text, detail }) =>
          `${file === undefined ? '' : `${file}, `}${capital(place)} ${line}: ${detail ?? ''} (${shorten(text)}).`,
      );
    return new AppError(
      'ontology_invalid',
      [`${fileName}: ${what}: ${counts.join(', ')}.`, ...examples, hint].join(' '),
    );
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The beginning of a row, to show it by. */
export function cut(text: string): string {
  // Never between the halves of a surrogate pair.
  return text.slice(0, EXAMPLE_LENGTH).replace(/[\ud800-\udbff]$/, '');
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/**
 * 53 bits of a text (cyrb53): among a million names, two fall together by chance once in some ten thousand
 * files, and then a count in a report is off by one.
 */
export function hashOf(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
