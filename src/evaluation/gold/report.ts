import type { AppError } from '../../errors.js';
import { cut, hashOf } from '../../ontology/index.js';
import { normalForm } from '../../text/index.js';
import type { GoldAnswer, GoldFormat, GoldRow } from '../gold.js';
import { answerKey } from './cell.js';
import { DocumentLog } from './document-log.js';
import { EXPECTED_SKIPS, GOLD_SKIP_REASONS, GOLD_SKIP_WORDS, goldInvalid } from './reading.js';
import type {
  FoundGold,
  GoldPlace,
  GoldReadOptions,
  GoldReadReport,
  GoldSkip,
  GoldSkipReason,
} from './reading.js';

const EXAMPLES = 100;
const LONGEST_MENTION = 10_000;
const MOST_COLUMNS = 200;

/** What the first row of a normal form said. */
interface Earlier {
  readonly line: number;
  readonly answers: number;
}

/** Takes down what the readers find; of the source it holds hashes of normal forms, examples and nothing else. */
export class GoldLog {
  readonly documents = new DocumentLog();
  readonly #columns = new Map<string, string>();
  readonly #encodings = new Set<string>();
  readonly #skipped: Partial<Record<GoldSkipReason, number>> = {};
  readonly #examples: GoldSkip[] = [];
  readonly #seen = new Set<number>();
  readonly #earlier = new Map<number, Earlier>();
  readonly #differing = new Set<number>();
  readonly #differingExamples: (GoldPlace & { readonly earlier: number })[] = [];
  readonly #astrayExamples: GoldPlace[] = [];
  #rows = 0;
  #duplicates = 0;
  #withoutAnswer = 0;
  #astray = 0;

  constructor(
    private readonly format: GoldFormat,
    private readonly options: GoldReadOptions,
  ) {}

  encoding(name: string): void {
    this.#encodings.add(name);
  }

  /** A column (member, type, folder) was seen, and taken for this. */
  column(title: string, meaning: string): void {
    if (this.#columns.size < MOST_COLUMNS) this.#columns.set(cut(title), meaning);
  }

  skip(place: GoldPlace, reason: GoldSkipReason, detail: string): void {
    // A source may be skipped row by row, and then nothing else looks for the signal.
    this.options.signal?.throwIfAborted();
    const count = (this.#skipped[reason] ?? 0) + 1;
    this.#skipped[reason] = count;
    if (count <= EXAMPLES) this.#examples.push({ reason, ...shown(place), detail });
  }

  /** The offsets of a mention do not fit the text. */
  astray(place: GoldPlace): void {
    this.#astray += 1;
    if (this.#astray <= EXAMPLES) this.#astrayExamples.push(shown(place));
  }

  /**
   * Checks a mention that was found and counts it; null where it cannot be used.
   * @throws the signal's reason when it is aborted
   */
  take({ place, ...found }: FoundGold): GoldRow | null {
    this.options.signal?.throwIfAborted();
    const mention = found.mention.trim();
    const form = mention.length > LONGEST_MENTION ? '' : normalForm(mention);
    const fault = faultOf(mention, form);
    if (fault) {
      this.skip(place, ...fault);
      return null;
    }
    this.#rows += 1;
    const span = this.documents.placed(found.span);
    const row = { ...found, span, mention, line: place.file === undefined ? place.line : this.#rows };
    this.#compare(row, form, place);
    return row;
  }

  #compare({ answers, split, fold, line, mention }: GoldRow, form: string, place: GoldPlace): void {
    if (answers.length === 0) this.#withoutAnswer += 1;
    const [formHash, answersHash] = [hashOf(form), hashOf(answersKey(answers))];
    const whole = hashOf([fold, split, formHash, answersHash].join('\0'));
    if (this.#seen.has(whole)) this.#duplicates += 1;
    else this.#seen.add(whole);
    const earlier = this.#earlier.get(formHash);
    if (!earlier) this.#earlier.set(formHash, { line, answers: answersHash });
    else if (earlier.answers !== answersHash && !this.#differing.has(formHash)) {
      this.#differing.add(formHash);
      if (this.#differing.size <= EXAMPLES)
        this.#differingExamples.push({ ...place, line, text: cut(mention), earlier: earlier.line });
    }
  }

  /** @throws AppError `gold_set_invalid` when there is no mention, or more than half of the rows are faulty */
  finish(): GoldReadReport {
    const faulty = GOLD_SKIP_REASONS.filter((reason) => !EXPECTED_SKIPS.has(reason)).reduce(
      (sum, reason) => sum + (this.#skipped[reason] ?? 0),
      0,
    );
    if (this.#rows === 0 || faulty > this.#rows) throw this.#invalid(faulty);
    return {
      fileName: this.options.fileName,
      format: this.format,
      encoding: [...this.#encodings].sort().join(', '),
      columns: Object.fromEntries(this.#columns),
      rows: this.#rows,
      skipped: this.#skipped,
      examples: this.#examples,
      duplicates: this.#duplicates,
      differing: { mentions: this.#differing.size, examples: this.#differingExamples },
      withoutAnswer: this.#withoutAnswer,
      astray: { mentions: this.#astray, examples: this.#astrayExamples },
      documents: this.documents.report(),
    };
  }

  #invalid(faulty: number): AppError {
    const { fileName } = this.options;
    const counts = GOLD_SKIP_REASONS.flatMap((reason) => {
      const count = this.#skipped[reason];
      return count === undefined ? [] : `${count} ${GOLD_SKIP_WORDS[reason]}`;
    });
    const columns = [...this.#columns].slice(0, 20).map(([title, meaning]) => `“${title}” as ${meaning}`);
    const read = `It was read as ${this.format}${columns.length > 0 ? `, with ${columns.join(', ')}` : ''}; if that is wrong, choose the format or name the columns.`;
    if (counts.length === 0)
      return goldInvalid(fileName, `there is no mention in it, such as only a header. ${read}`);
    const what =
      this.#rows === 0
        ? 'no mention can be used'
        : `${faulty} of ${this.#rows + faulty} mentions cannot be used; nothing is measured when it is more than half`;
    const examples = this.#examples
      .filter(({ reason }) => this.#rows === 0 || !EXPECTED_SKIPS.has(reason))
      .slice(0, 3)
      .map(
        ({ file, line, text, detail }) =>
          `${file === undefined ? 'Line' : `${file}, line`} ${line}: ${detail} (${text.replace(/\s+/g, ' ').slice(0, 60)}).`,
      );
    return goldInvalid(fileName, [`${what}: ${counts.join(', ')}.`, ...examples, read].join(' '));
  }
}

function faultOf(mention: string, form: string): [GoldSkipReason, string] | null {
  if (mention === '') return ['mention_missing', 'there is no mention'];
  if (mention.length > LONGEST_MENTION)
    return [
      'mention_too_long',
      `the mention has ${mention.length} characters; a mention is a few words, so the wrong column may be taken, or a quotation mark is not closed`,
    ];
  if (mention.includes('\0')) return ['field_invalid', 'the mention holds NUL characters; remove them'];
  if (form === '') return ['mention_without_letters', 'the mention has no letter or digit'];
  return null;
}

/** The same for the same answers in any order. */
function answersKey(answers: readonly GoldAnswer[]): string {
  return answers.map(answerKey).sort().join('\0');
}

function shown({ text, ...place }: GoldPlace): GoldPlace {
  return { ...place, text: cut(text) };
}
