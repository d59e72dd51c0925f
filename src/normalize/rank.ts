import type { Lexicon, NameKind, NameOrigin, Settled } from '../ontology/index.js';

/**
 * How a concept was found: settled by people, by a name that equals the mention, by meaning; or by what was learned from
 * coded data: the same mention coded before, the moved vector, the classifier, the nearest coded mentions.
 */
export const MATCH_SOURCES = [
  ...(['override', 'exact', 'dense'] as const),
  ...(['coded', 'metric', 'classifier', 'nearest'] as const),
] as const;
export type MatchSource = (typeof MATCH_SOURCES)[number];

/** The name that speaks for a concept; of an override, the mention that somebody settled. */
export interface MatchedName {
  readonly text: string;
  readonly kind: NameKind | 'coded';
  readonly origin: NameOrigin | 'override';
  readonly code?: string;
}

/** A concept proposed for a mention, with its best name. */
export interface Match {
  readonly conceptRow: number;
  readonly name: MatchedName;
  readonly source: MatchSource;
  /** Cosine of the mention and the best name; 1 for an exact match, null where no name is near. */
  readonly dense: number | null;
  /** Trigram similarity of the mention and the best name. */
  readonly lexical: number | null;
  /** Similarity of all the concept's near names, as `POOLING` explains; without learning the rank. */
  readonly pooled: number | null;
  /** Where the rank was learned. */
  readonly learned?: LearnedScores;
}

export interface LearnedScores {
  /** Probability that the concept is right, by all that was learned. */
  readonly confidence: number;
  /** The classifier's probability; null where it does not know the concept, or holds it for unlikely. */
  readonly classifier: number | null;
  /** Share of the vote of the nearest coded mentions. */
  readonly nearest: number | null;
}

/** A match by names alone. */
type NamedMatch = Match & { readonly pooled: number };

/**
 * How names speak for their concept: the similarity of a name is `dense + LEXICAL_WEIGHT x lexical`, and what several
 * reach together is their soft maximum, `log(sum(exp(SHARPNESS x s))) / SHARPNESS`: several near names count for more
 * than one. With one name a concept it is the plain nearest name of BioLORD-STS.
 *
 * A concept reaches the more the more names it has: among fifty phrases one is always near. So it is seen three ways,
 * by its preferred name, with its synonyms, and with its lay names too, and from what it reaches each way a share of its
 * hubness is taken off (`src/index/hubness.ts`: how near those names are to whatever people say) and a constant. Its
 * similarity is the soft mean of the ways in which it has a name among the nearest that were looked at. So where only
 * some concepts of an ontology have many names these draw few of their neighbours' mentions, and lose few that their
 * preferred name would win. (A way without a name near is no evidence: counted as one in which the concept reaches
 * nothing, it costs a point of the development posts. So a far name that is looked at as well lowers the similarity, by
 * log(3) / SHARPNESS at most.)
 *
 * A concept of the starter vocabulary that goes by another name in the ontology may speak for the one that it is nearest
 * to (`src/ontology/lent-build.ts`): what it reaches, less a discount, counts where it is more than what the other reaches by
 * its own names.
 *
 * What people report often is meant more often, too: the logarithm of how often a concept is reported counts a little
 * (`src/ontology/prominence.ts`), which decides among concepts that are about as near, and among those that have the mention
 * itself as a name.
 *
 * Chosen on development mentions: `npm run bench:accuracy` prints the table of the first two, `python -m
 * ade_training partial` and `reported` in models/training those of the others.
 */
export interface Pooling {
  readonly lexicalWeight: number;
  /** Infinity: the best name alone counts. */
  readonly sharpness: number;
  /** Taken off what a concept reaches with its synonyms. */
  readonly synonymOffset: number;
  /** Taken off what it reaches with its lay names. */
  readonly layOffset: number;
  /** Times `Lexicon.prominence` is added. */
  readonly reportedWeight: number;
  /** Times `Lexicon.hubness` is taken off what a concept reaches. */
  readonly hubnessWeight: number;
}

/** Grows when the same names come to another similarity: what was learned from similarities is void then. */
export const RANKING_VERSION = 4;

export const POOLING: Pooling = {
  lexicalWeight: 0.15,
  sharpness: 14,
  synonymOffset: 0.08,
  layOffset: 0.16,
  reportedWeight: 0.04,
  hubnessWeight: 0.5,
};

/** A name that speaks for its concept. */
interface Speaking {
  readonly kind: NameKind;
  readonly similarity: number;
}

interface NearName extends Speaking {
  readonly row: number;
  readonly dense: number;
  readonly lexical: number;
}

/** Names near a mention, and those that equal it, before they are merged to concepts. */
export interface NearNames {
  /** Names that have the mention's normal form: the stronger kind before the weaker, then what is reported more often. */
  readonly exact: readonly number[];
  /** The nearest names by meaning, best cosine first. */
  readonly near: readonly NearName[];
}

/**
 * The names near a mention.
 * @param rows, scores the nearest names and their cosines, best first
 */
export function nearNames(
  lexicon: Lexicon,
  mentionForm: string,
  rows: Int32Array,
  scores: Float32Array,
  { lexicalWeight }: Pooling = POOLING,
): NearNames {
  const similarities = lexicon.lexicalSimilarities(mentionForm, rows);
  const near = Array.from(rows, (row, i): NearName => {
    // Rounding may push a cosine a little over 1.
    const dense = Math.min(1, scores[i] ?? 0);
    const lexical = similarities[i] ?? 0;
    return { row, kind: lexicon.kindOf(row), dense, lexical, similarity: dense + lexicalWeight * lexical };
  });
  return { exact: lexicon.exact(mentionForm), near };
}

/** The same without names that near concepts lend: what learning moves was never shown any of these. */
export function withoutLent(lexicon: Lexicon, { exact, near }: NearNames): NearNames {
  return { exact, near: near.filter(({ row }) => !lexicon.loanOf(lexicon.conceptRowOf(row))) };
}

/** The concepts of the names, best name first: exact ones, then by similarity. A concept comes as often as its names. */
export function conceptsByName(lexicon: Lexicon, { exact, near }: NearNames): readonly number[] {
  const equal = new Set(exact);
  const others = near.filter(({ row }) => !equal.has(row)).sort((a, b) => b.similarity - a.similarity);
  return [...exact, ...others.map(({ row }) => row)].map((row) => {
    const conceptRow = lexicon.conceptRowOf(row);
    return lexicon.loanOf(conceptRow)?.conceptRow ?? conceptRow;
  });
}

/**
 * Merges the names near a mention to concepts, best first. A concept that people settled for the mention comes
 * first, then those that have the mention itself as a name, the stronger kind of name before the weaker.
 */
export function rankConcepts(
  lexicon: Lexicon,
  found: NearNames,
  pooling: Pooling = POOLING,
  settled?: Settled,
): NamedMatch[] {
  const near = new Map<number, NearName[]>();
  for (const name of found.near) {
    const conceptRow = lexicon.conceptRowOf(name.row);
    const others = near.get(conceptRow);
    if (others) others.push(name);
    else near.set(conceptRow, [name]);
  }
  const byMeaning = [...near]
    .map(([conceptRow, names]) => matchByMeaning(lexicon, conceptRow, names, pooling))
    .sort((a, b) => b.pooled - a.pooled);
  const exact = new Map<number, NamedMatch>();
  const takeExact = (conceptRow: number, name: MatchedName, source: MatchSource): void => {
    if (exact.has(conceptRow)) return;
    // Whatever its kind, it names the concept.
    const itself: Speaking = { kind: 'preferred', similarity: 1 + pooling.lexicalWeight };
    const lent = byMeaning.find((found) => found.conceptRow === conceptRow && found.name.origin === 'near');
    const pooled = Math.max(
      reached(lexicon, conceptRow, [...(near.get(conceptRow) ?? []), itself], pooling),
      lent?.pooled ?? -Infinity,
    );
    exact.set(conceptRow, { conceptRow, name, source, dense: 1, lexical: 1, pooled });
  };
  if (settled?.kind === 'concept')
    takeExact(settled.conceptRow, { text: settled.text, kind: 'coded', origin: 'override' }, 'override');
  for (const nameRow of found.exact) {
    const name = lexicon.name(nameRow);
    takeExact(name.conceptRow, name, 'exact');
  }
  const ranked = new Map(exact);
  for (const match of byMeaning) if (!ranked.has(match.conceptRow)) ranked.set(match.conceptRow, match);
  return [...ranked.values()];
}

/** A concept by its near names, or the one for which it speaks. */
function matchByMeaning(
  lexicon: Lexicon,
  conceptRow: number,
  names: readonly NearName[],
  pooling: Pooling,
): NamedMatch {
  const loan = lexicon.loanOf(conceptRow);
  const best = names.reduce((a, b) => (b.similarity > a.similarity ? b : a));
  return {
    conceptRow: loan?.conceptRow ?? conceptRow,
    name: lexicon.name(best.row),
    source: 'dense',
    dense: best.dense,
    lexical: best.lexical,
    pooled: reached(lexicon, conceptRow, names, pooling) - (loan?.discount ?? 0),
  };
}

/** The stronger a kind of name, the lower. */
const STRENGTH: Readonly<Record<NameKind, number>> = { preferred: 0, synonym: 1, lay: 2 };

/** What a concept's near names reach together, as `POOLING` explains. */
function reached(lexicon: Lexicon, conceptRow: number, names: readonly Speaking[], pooling: Pooling): number {
  const { sharpness, hubnessWeight, reportedWeight } = pooling;
  const offsets = { preferred: 0, synonym: pooling.synonymOffset, lay: pooling.layOffset };
  const ways = lexicon.searchedKinds(conceptRow).flatMap((kind) => {
    const similarities = names.flatMap((name) =>
      STRENGTH[name.kind] <= STRENGTH[kind] ? name.similarity : [],
    );
    if (similarities.length === 0) return [];
    const off = offsets[kind] + hubnessWeight * lexicon.hubness(conceptRow, kind);
    return [softMaximum(similarities, sharpness) - off];
  });
  const mean = softMaximum(ways, sharpness) - Math.log(Math.max(1, ways.length)) / sharpness;
  return mean + reportedWeight * lexicon.prominence(conceptRow);
}

/** Computed from the greatest so that nothing overflows. */
function softMaximum(values: readonly number[], sharpness: number): number {
  const greatest = values.reduce((max, value) => Math.max(max, value), -Infinity);
  if (!Number.isFinite(sharpness)) return greatest;
  const sum = values.reduce((total, value) => total + Math.exp(sharpness * (value - greatest)), 0);
  return greatest + Math.log(sum) / sharpness;
}

const ABBREVIATION = /^[\p{Lu}\p{N}]{2,6}$/u;

/**
 * Whether an exact match can be taken at its word: one concept alone has the name, and an abbreviation is
 * written in capitals ("SAD" is a diagnosis, "sad" is a mood).
 */
export function isCertain(lexicon: Lexicon, cleaned: string, exactRows: readonly number[]): boolean {
  const names = exactRows.map((row) => lexicon.name(row));
  if (new Set(names.map((name) => name.conceptRow)).size !== 1) return false;
  return names.some(({ text }) => !ABBREVIATION.test(text) || cleaned.includes(text));
}
