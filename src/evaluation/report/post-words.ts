import { astrayWords, grouped, percentEstimateOrDash, SPAN_WAY_WORDS } from '../../figure-words.js';
import type { RunManifest } from '../manifest.js';
import { SPAN_CRITERIA, SPAN_WAYS } from '../measures/index.js';
import type { ClassificationFigures, MatchedSpans, PostFigures, SpanFigures } from '../post-figures.js';

/** How events and golds are compared and counted, in a paragraph each. */
export const SPAN_NOTES: readonly string[] = [
  'Strict: the same offsets. Relaxed: at least one character in common. A split mention is the stretch from its first piece to its last.',
  'Any match is how SMM4H counts: each matching pair makes both of its sides right, so that one long event over three golds finds all three. One-to-one: each event finds one gold at most, and each gold is found once; its figures are never higher.',
  'Counts are summed over documents; intervals are of a bootstrap over documents. The same place with the same concepts counts once.',
];

/** What counts as predicted. */
export function countedWords({ settings }: RunManifest): string {
  const marks =
    settings.marks === 'all'
      ? 'Events of every mark'
      : 'Events that the text reports (no denied, feared or other ones)';
  return `${marks} count as predicted, if their decision is not “none”.`;
}

/** What becomes of golds that are not normalized, or not to this ontology. */
export function goldWords({ settings, mentions }: RunManifest): string {
  const fate =
    settings.missing === 'miss'
      ? `count as missed end to end (${grouped(mentions.missing)})`
      : `are left out end to end (${grouped(mentions.excluded)}), with events that touch no other gold`;
  return `Golds whose concepts the ontology lacks ${fate}. Golds without a concept count for extraction alone: where no concept is right, one that is answered is wrong; where nobody has normalized, events are left out end to end.`;
}

/** The run in plain sentences, a paragraph each. */
export function postSummaryOf(manifest: RunManifest, figures: PostFigures): readonly string[] {
  const { ontology, goldSet, settings, mentions, posts } = manifest;
  const split = settings.split === null ? '' : ` (split ${settings.split})`;
  const documents = posts?.documents ?? { measured: 0, withMentions: 0, refused: 0 };
  return [
    `${grouped(documents.measured)} ${documents.measured === 1 ? 'text' : 'texts'} of ${goldSet.name}${split}, ${grouped(documents.withMentions)} with mentions, ${documents.measured === 1 ? 'was' : 'were'} searched for events, and these normalized to ${ontology.name} ${ontology.version}; ${grouped(mentions.measured)} golds stand in ${documents.measured === 1 ? 'it' : 'them'}.`,
    sentence('Finding and normalizing together (end to end)', figures.endToEnd),
    sentence('Finding events alone (extraction)', figures.extraction),
    ...(documents.refused === 0
      ? []
      : [
          `${grouped(documents.refused)} of the texts could not be used, such as those of more characters than ADE_MAX_TEXT_CHARS allows: nothing was found in them.`,
        ]),
    ...((posts?.unplaced ?? 0) === 0
      ? []
      : [
          `${grouped(posts?.unplaced ?? 0)} mentions take no part, as no place in a text is known of them; their texts count as texts with mentions.`,
        ]),
    ...(goldSet.astray === 0 ? [] : [astrayWords(goldSet)]),
  ];
}

function sentence(what: string, { strict, relaxed }: MatchedSpans): string {
  const f1 = ({ f1: found }: SpanFigures): string => percentEstimateOrDash(found);
  return `${what} reaches an F1 of ${f1(strict.anyMatch)} with the same offsets and ${f1(relaxed.anyMatch)} with a character in common, with 95% intervals in brackets (any match; one-to-one ${f1(strict.oneToOne)} and ${f1(relaxed.oneToOne)}).`;
}

export const SPAN_HEADINGS = [
  ...['Offsets', 'Counted', 'Predicted', 'Gold', 'Matched', 'Precision', 'Recall', 'F1'],
] as const;

/** Lines under `SPAN_HEADINGS`. `Matched`: on the side of the predictions and of the golds. */
export function spanRows(spans: MatchedSpans): readonly (readonly string[])[] {
  return SPAN_CRITERIA.flatMap((criterion) =>
    SPAN_WAYS.map((way) => {
      const { predicted, gold, matchedPredicted, matchedGold, precision, recall, f1 } = spans[criterion][way];
      const matched =
        matchedPredicted === matchedGold
          ? grouped(matchedGold)
          : `${grouped(matchedPredicted)} / ${grouped(matchedGold)}`;
      return [
        ...[criterion, SPAN_WAY_WORDS[way], grouped(predicted), grouped(gold), matched],
        ...[precision, recall, f1].map(percentEstimateOrDash),
      ];
    }),
  );
}

export const CLASS_HEADINGS = ['Reporting', 'With mentions', 'Both', 'Precision', 'Recall', 'F1'] as const;

/** The line under `CLASS_HEADINGS`. */
export function classRow(figures: ClassificationFigures): readonly string[] {
  const { predicted, gold, matched, precision, recall, f1 } = figures;
  return [...[predicted, gold, matched].map(grouped), ...[precision, recall, f1].map(percentEstimateOrDash)];
}
