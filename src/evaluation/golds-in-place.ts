import { AppError } from '../errors.js';
import type { GoldDocument } from './gold.js';
import { bare } from './gold/index.js';
import type { EvaluationSettings } from './manifest.js';
import type { DocumentGolds } from './post-golds.js';
import type { PlacedGold } from './post-prediction.js';
import { measures } from './predict.js';
import type { GoldSet } from './service.js';

/**
 * Refuses a gold set whose mentions mostly stand elsewhere than their offsets say, as it was read: before any work.
 * Of a split that is told from the texts, as the report is of all rows.
 * @throws AppError `evaluation_empty`
 */
export function requireInPlace({ name, report }: GoldSet, split: string | null): void {
  const { astray, rows } = report;
  if (split !== null || 2 * astray.mentions <= rows) return;
  const [first] = astray.examples;
  throw elsewhere(
    { name, split, golds: rows, inPlace: Math.max(0, rows - astray.mentions) },
    first
      ? ` The first is “${shortened(first.text)}” (${first.file === undefined ? '' : `${first.file}, `}line ${first.line}).`
      : '',
  );
}

/**
 * Counts the documents that are to be measured, once their golds were looked up in their texts.
 * @throws AppError `evaluation_empty` when most golds of these documents stand elsewhere
 */
export async function documentsInPlace(
  documents: AsyncIterable<GoldDocument>,
  golds: ReadonlyMap<string, DocumentGolds>,
  settings: EvaluationSettings,
  { name }: GoldSet,
): Promise<number> {
  let measured = 0;
  const counts = { golds: 0, inPlace: 0 };
  for await (const document of documents) {
    if (!measures(settings, document)) continue;
    measured += 1;
    const { placed = [] } = golds.get(document.id) ?? {};
    counts.golds += placed.length;
    counts.inPlace += placed.filter((gold) => isInPlace(document.text, gold)).length;
  }
  if (2 * counts.inPlace < counts.golds) throw elsewhere({ name, split: settings.split, ...counts }, '');
  return measured;
}

/** The words of a mention are there: of a split one, or a part of a composite, the stretch has others besides. */
function isInPlace(text: string, { start, end, text: mention }: PlacedGold): boolean {
  const there = bare(text.slice(start, end));
  return mention.split(/\s+/).every((word) => there.includes(bare(word)));
}

function elsewhere(
  of: {
    readonly name: string;
    readonly split: string | null;
    readonly golds: number;
    readonly inPlace: number;
  },
  example: string,
): AppError {
  const { name, golds, inPlace } = of;
  const set = of.split === null ? name : `${name} (split “${of.split}”)`;
  const what =
    inPlace === 0
      ? `None of the ${golds} gold events of ${set} stands at its offsets in its document’s text, so no figure of places would mean anything.`
      : `Of the ${golds} gold events of ${set} ${golds - inPlace} do not stand at their offsets in their documents’ texts; no figure of places means anything when it is more than half.`;
  return new AppError(
    'evaluation_empty',
    `${what}${example} Check that offsets count from 0 to the place after the last character, in code points (tables, brat, PubTator, TAC 2017) or UTF-16 code units (JSONL), and that the text is the very one that they were counted in.`,
  );
}

function shortened(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 60);
}
