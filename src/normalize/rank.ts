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
  /** Similarity of all the concept's near names, with its standing, as `POOLING` explains; without learning the rank. */
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
 * How names speak for their concept: the similarity of a name is `dense + LEXICAL_WEIGHT x lexical`, and a
 * concept's is the soft maximum of its near names', `log(sum(exp(SHARPNESS x s))) / SHARPNESS`: several near
 * names count for more than one. With one name a concept it is the plain nearest name of BioLORD-STS.
 *
 * A concept with lay names reaches more than one without: among fifty phrases one is always near; and one with synonyms
 * reaches more than one with its preferred name alone. So a constant is taken off what it reaches, by the weakest kind
 * of its names, and where only some concepts of an ontology have such names these no longer draw their neighbours'
 * mentions; where all have them, nothing changes.
 *
 * A concept that is near to whatever people say is the less likely meant where it is near: a share of its hubness
 * (`src/index/hubness.ts`) is taken off. That does most of what the constants did alone before, concept by concept.
 *
 * What people report often is meant more often, too: the logarithm of how often a concept is reported counts a little,
 * which decides among concepts that are about as near, and among those that have the mention itself as a name.
 *
 * Chosen on development mentions: `npm run bench:accuracy` prints the table of the first two, `python -m
 * ade_training partial` and `reported` in models/training those of the others.
 */
export interface Pooling {
  readonly lexicalWeight: number;
  /** Infinity: the best name alone counts. */
  readonly sharpness: number;
  /** Taken off a concept that has synonyms, and no lay names. */
  readonly synonymOffset: number;
  /** Taken off a concept that has lay names. */
  readonly layOffset: number;
  /** Times `Lexicon.prominence` is added. */
  readonly reportedWeight: number;
  /** Times `Lexicon.hubness` is taken off. */
  readonly hubnessWeight: number;
}

export const POOLING: Pooling = {
  lexicalWeight: 0.15,
  sharpness: 14,
  synonymOffset: 0.08,
  layOffset: 0.16,
  reportedWeight: 0.04,
  hubnessWeight: 0.5,
};

interface NearName {
  readonly row: number;
  readonly dense: number;
  readonly lexical: number;
  readonly similarity: number;
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
    return { row, dense, lexical, similarity: dense + lexicalWeight * lexical };
  });
  return { exact: lexicon.exact(mentionForm), near };
}

/** The concepts of the names, best name first: exact ones, then by similarity. A concept comes as often as its names. */
export function conceptsByName(lexicon: Lexicon, { exact, near }: NearNames): readonly number[] {
  const equal = new Set(exact);
  const others = near.filter(({ row }) => !equal.has(row)).sort((a, b) => b.similarity - a.similarity);
  return [...exact, ...others.map(({ row }) => row)].map((row) => lexicon.conceptRowOf(row));
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
  const exact = new Map<number, NamedMatch>();
  const takeExact = (conceptRow: number, name: MatchedName, source: MatchSource): void => {
    if (exact.has(conceptRow)) return;
    const names = [...(near.get(conceptRow) ?? []), { similarity: 1 + pooling.lexicalWeight }];
    const pooled = pool(names, pooling) + standing(lexicon, conceptRow, pooling);
    exact.set(conceptRow, { conceptRow, name, source, dense: 1, lexical: 1, pooled });
  };
  if (settled?.kind === 'concept')
    takeExact(settled.conceptRow, { text: settled.text, kind: 'coded', origin: 'override' }, 'override');
  for (const nameRow of found.exact) {
    const name = lexicon.name(nameRow);
    takeExact(name.conceptRow, name, 'exact');
  }
  const dense = [...near]
    .filter(([conceptRow]) => !exact.has(conceptRow))
    .map(([conceptRow, names]): NamedMatch => {
      const best = names.reduce((a, b) => (b.similarity > a.similarity ? b : a));
      return {
        conceptRow,
        name: lexicon.name(best.row),
        source: 'dense',
        dense: best.dense,
        lexical: best.lexical,
        pooled: pool(names, pooling) + standing(lexicon, conceptRow, pooling),
      };
    })
    .sort((a, b) => b.pooled - a.pooled);
  return [...exact.values(), ...dense];
}

/**
 * What speaks for or against a concept before any mention: how often it is reported, what kinds of names it has, and how
 * near it is to other mentions.
 */
function standing(lexicon: Lexicon, conceptRow: number, pooling: Pooling): number {
  const { synonymOffset, layOffset, reportedWeight, hubnessWeight } = pooling;
  const offset = { preferred: 0, synonym: synonymOffset, lay: layOffset }[lexicon.weakestKind(conceptRow)];
  return (
    reportedWeight * lexicon.prominence(conceptRow) - hubnessWeight * lexicon.hubness(conceptRow) - offset
  );
}

/** Soft maximum, computed from the greatest so that nothing overflows. */
function pool(names: readonly { readonly similarity: number }[], { sharpness }: Pooling): number {
  const greatest = names.reduce((max, { similarity }) => Math.max(max, similarity), -Infinity);
  if (!Number.isFinite(sharpness)) return greatest;
  const sum = names.reduce(
    (total, { similarity }) => total + Math.exp(sharpness * (similarity - greatest)),
    0,
  );
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
