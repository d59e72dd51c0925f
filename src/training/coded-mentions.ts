import { GoldResolver, readGoldRows, type GoldRow, type GoldSet } from '../evaluation/index.js';
import { asSearched, checkMention, type UsableMention } from '../normalize/index.js';
import type { Catalogue } from '../store/index.js';
import type { LeftOut, TrainRequest } from './service.js';

/** A coded mention that can be learned from; the concept is its row in the version. */
export interface CodedMention {
  readonly mention: UsableMention;
  readonly conceptRow: number;
}

export interface CodedMentions {
  readonly coded: readonly CodedMention[];
  readonly rows: number;
  readonly leftOut: LeftOut;
  readonly unknownExamples: readonly string[];
}

const EXAMPLES = 20;

/** Ties the rows of a coded set to the concepts of a version. */
export async function readCoded(
  rows: AsyncIterable<GoldRow>,
  catalogue: Catalogue,
  maxMentionChars: number,
): Promise<CodedMentions> {
  const resolver = new GoldResolver(catalogue);
  const isName = (form: string): boolean => catalogue.namesOfNormal(form).length > 0;
  const coded: CodedMention[] = [];
  const unknown = new Set<string>();
  const leftOut = { withoutConcept: 0, composite: 0, unknownConcept: 0, unusable: 0 };
  let count = 0;
  for await (const row of rows) {
    count += 1;
    const checked = checkMention({ id: '', text: row.mention }, maxMentionChars);
    const mention = checked.ok ? asSearched(checked, isName) : checked;
    const single = row.answers.filter((answer) => answer.length === 1);
    const { golds, missing } = resolver.resolve({ answers: single });
    const concepts = golds.flatMap(({ id }) => catalogue.concept(id)?.row ?? []);
    if (!mention.ok) leftOut.unusable += 1;
    else if (row.answers.length === 0) leftOut.withoutConcept += 1;
    else if (single.length === 0) leftOut.composite += 1;
    else if (concepts.length === 0) {
      leftOut.unknownConcept += 1;
      for (const each of missing) if (unknown.size < EXAMPLES) unknown.add(each);
    } else for (const conceptRow of concepts) coded.push({ mention, conceptRow });
  }
  return { coded, rows: count, leftOut, unknownExamples: [...unknown] };
}

/** The rows of a coded set that are learned from: of a split, of a fold; the rows for testing never by accident. */
export async function* rowsToLearn(
  path: string,
  splits: GoldSet['splits'],
  { split, fold }: Pick<TrainRequest, 'split' | 'fold'>,
): AsyncGenerator<GoldRow, void, undefined> {
  const wanted = split ?? ((splits['train'] ?? 0) > 0 ? 'train' : null);
  for await (const row of readGoldRows(path)) {
    const inSplit = wanted === null || row.split === wanted;
    const inFold = fold === undefined || row.fold === null || row.fold === fold;
    if (inSplit && inFold) yield row;
  }
}
