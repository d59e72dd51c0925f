import {
  SPAN_CRITERIA,
  SPAN_WAYS,
  type MatchedSpans,
  type PostFigures,
  type RunManifest,
} from '../evaluation/index.js';
import { astrayWords, grouped, percentEstimateOrDash, SPAN_WAY_WORDS } from '../figure-words.js';
import { Table } from './table.js';

/** What was measured of whole posts. */
export function postFiguresInWords(
  { goldSet, settings, posts, mentions }: RunManifest,
  figures: PostFigures,
): string {
  const { documents, unplaced } = posts ?? {
    documents: { measured: 0, withMentions: 0, refused: 0 },
    unplaced: 0,
  };
  const left = settings.missing === 'miss' ? mentions.missing : mentions.excluded;
  const { gold, predicted, matched, f1 } = figures.classification;
  return [
    `${grouped(documents.measured)} ${documents.measured === 1 ? 'text' : 'texts'}, ${grouped(documents.withMentions)} with mentions; ${grouped(mentions.measured)} golds.\n`,
    ...(documents.refused === 0
      ? []
      : [`${grouped(documents.refused)} texts could not be used (column “error” of predictions.csv).\n`]),
    ...(unplaced === 0
      ? []
      : [`${grouped(unplaced)} mentions take no part, as no place in a text is known of them.\n`]),
    ...(goldSet.astray === 0 ? [] : [`${astrayWords(goldSet)}\n`]),
    ...(left === 0
      ? []
      : [
          `Of ${grouped(left)} ${left === 1 ? 'gold' : 'golds'} the ontology has none of the right concepts: ${settings.missing === 'miss' ? 'missed' : 'left out'} end to end.\n`,
        ]),
    '\n',
    spanTable(figures),
    'Strict: the same offsets; relaxed: a character in common. Any match counts as SMM4H does, each matching pair on both sides.\n',
    `Texts that report an adverse event: ${grouped(predicted)} were classified so, mentions stand in ${grouped(gold)}, both in ${grouped(matched)}; F1 ${percentEstimateOrDash(f1)}.\n`,
  ].join('');
}

function spanTable({ endToEnd, extraction }: PostFigures): string {
  const table = new Table([
    ...[
      { title: 'MEASURE' },
      { title: 'OFFSETS' },
      { title: 'COUNTED' },
      { title: 'PREDICTED', right: true },
    ],
    ...[
      { title: 'GOLD', right: true },
      { title: 'PRECISION (95% INTERVAL)' },
      { title: 'RECALL' },
      { title: 'F1' },
    ],
  ]);
  return table.block([...rowsOf('end to end', endToEnd), ...rowsOf('extraction', extraction)], true);
}

function rowsOf(measure: string, spans: MatchedSpans): string[][] {
  return SPAN_CRITERIA.flatMap((criterion) =>
    SPAN_WAYS.map((way) => {
      const { predicted, gold, precision, recall, f1 } = spans[criterion][way];
      return [
        ...[measure, criterion, SPAN_WAY_WORDS[way], grouped(predicted), grouped(gold)],
        ...[precision, recall, f1].map(percentEstimateOrDash),
      ];
    }),
  );
}
