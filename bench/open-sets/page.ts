import { mentionFigures, type Evaluation } from '../../src/evaluation/index.js';
import type { Supervised } from './supervised.js';
import { VARIANTS, type Measured, type Shares, type Variant } from './variants.js';

interface EncoderRun {
  readonly encoder: string;
  readonly measured: readonly Measured[];
}

const WORDS: Readonly<Record<Variant, string>> = {
  none: 'names alone',
  synonyms: 'with synonyms',
  all: 'with lay phrases',
  near: 'with near names, too',
};

/** docs/accuracy.md. */
export function accuracyPage(runs: readonly EncoderRun[], supervised: readonly Supervised[]): string {
  const [shipped] = runs;
  if (!shipped) throw new Error('nothing was measured');
  return [
    '# Accuracy on open sets',
    '',
    'Written by `npm run accuracy` from evaluation runs of the service itself (`npx ade-normalizer evaluate` does the',
    'same with your own mentions). All but the section “Learned from coded mentions” is zero-shot: neither the encoder nor the starter vocabulary was made from',
    'any of these mentions, and nothing was tuned on them. A dictionary holds the concepts of its set and nothing else, but',
    'for NCBI disease, whose dictionary is the whole of MEDIC with its synonyms;',
    'figures on a whole MedDRA or SNOMED CT are lower. Each mention counts as often as it stands in its set, as in what',
    'is published on these sets; how often the starter vocabulary has it that a concept is reported counts in every',
    'dictionary, as in the service. *Distinct* counts each pair of mention and concept once. *Floor* is Acc@1 of equal',
    'spelling alone. *Not in the vocabulary* are the mentions that no name of the starter vocabulary equals. In brackets',
    'the 95% interval (bootstrap over mentions). The last dictionary of each set is what the service makes of its names',
    'by default.',
    '',
    ...runs.flatMap((run) => section(run)),
    '## Folds, and what stands in the train rows',
    '',
    'AskAPatient and TwADR-L are published in ten folds: the mean of Acc@1 over them with its standard deviation, and',
    'the pairs of mention and concept that do not stand in the train rows of their fold. Nothing was trained on those',
    'rows; the pairs are told apart so that the figures can be compared with those of supervised systems.',
    '',
    ...foldTable(shipped.measured),
    '',
    ...supervisedSection(supervised),
    '## Sets',
    '',
    ...unique(shipped.measured.map(({ set }) => set)).map(
      (set) => `- **${set.title}**: ${set.source}. Dictionary: ${set.dictionary}.`,
    ),
    '',
    '## Runs',
    '',
    ...table(
      ['set', 'dictionary', 'encoder', 'artefact', 'gold set', 'predictions'],
      runs.flatMap(({ measured }) =>
        measured.map(({ set, variant, evaluation: { manifest } }) => [
          ...[set.title, WORDS[variant], manifest.encoder.id, hash(manifest.ontology.artefact)],
          ...[hash(manifest.goldSet.sha256), hash(manifest.predictionsSha256)],
        ]),
      ),
    ),
    '',
  ].join('\n');
}

function section({ encoder, measured }: EncoderRun): string[] {
  const sets = unique(measured.map(({ set }) => set));
  const rows = sets.flatMap((set) =>
    VARIANTS.flatMap((variant) => {
      const found = measured.find((each) => each.set === set && each.variant === variant);
      return found ? [rowOf(found)] : [];
    }),
  );
  const columns = ['set', 'concepts', 'dictionary', 'mentions', 'floor', 'Acc@1', 'Acc@5'];
  return [`## ${encoder}`, '', ...table([...columns, 'distinct', 'not in the vocabulary'], rows), ''];
}

function rowOf({ set, variant, evaluation, unlisted, distinct }: Measured): string[] {
  const { overall } = mentionFigures(evaluation.figures);
  const { concepts } = evaluation.manifest.ontology;
  return [
    ...[set.title, count(concepts), WORDS[variant], count(overall.mentions), percent(overall.floor)],
    ...[estimate(evaluation, 1), estimate(evaluation, 5), shares(distinct), shares(unlisted)],
  ];
}

function foldTable(measured: readonly Measured[]): string[] {
  const rows = measured.flatMap(({ set, variant, evaluation }) => {
    const figures = mentionFigures(evaluation.figures);
    const fold = figures.folds?.accuracy.find(({ k }) => k === 1);
    if (!fold) return [];
    const unseen = figures.seen?.find(({ part }) => part === 'pair not seen');
    const first = unseen?.accuracy.find(({ k }) => k === 1)?.value;
    return [
      [
        ...[set.title, WORDS[variant], `${percent(fold.mean)} ± ${percent(fold.sd ?? 0)}`],
        unseen && first !== undefined ? `${percent(first)} of ${count(unseen.mentions)}` : '',
      ],
    ];
  });
  return table(['set', 'dictionary', 'Acc@1 over folds', 'Acc@1 of pairs not in the train rows'], rows);
}

function supervisedSection(supervised: readonly Supervised[]): string[] {
  if (supervised.length === 0) return [];
  const rows = supervised.map(({ set, strategy, evaluation }) => {
    const figures = mentionFigures(evaluation.figures);
    const overFolds = (k: number): string => {
      const fold = figures.folds?.accuracy.find((each) => each.k === k);
      return fold ? `${percent(fold.mean)} ± ${percent(fold.sd ?? 0)}` : '';
    };
    const part = (name: string): string => {
      const found = figures.seen?.find((each) => each.part === name);
      const first = found?.accuracy.find(({ k }) => k === 1)?.value;
      return found && first !== undefined ? `${percent(first)} of ${count(found.mentions)}` : '';
    };
    return [
      ...[set.title, strategy, overFolds(1), overFolds(5), part('pair not seen')],
      ...[part('concept seen in training'), part('concept not seen')],
    ];
  });
  return [
    '## Learned from coded mentions',
    '',
    'The supervised protocol: for each fold a learner is trained on its train rows (vectors of the shipped encoder, which',
    'stays as it is) and measured on its test rows; dictionary: names alone. Thresholds, weights and the choice of `auto`',
    'come from train rows that are held back while training. Mean over the folds with its standard deviation; Acc@1 apart',
    'for pairs of mention and concept that the fold’s train rows do not have, and for concepts that they do and do not',
    'have. `npx ade-normalizer evaluate --learning folds` does the same with your own folds. Figures that others published',
    'on these folds are not shown: they could not be checked against their source.',
    '',
    ...table(
      [
        ...['set', 'strategy', 'Acc@1 over folds', 'Acc@5 over folds', 'Acc@1, pair not seen'],
        ...['Acc@1, concept seen', 'Acc@1, concept not seen'],
      ],
      rows,
    ),
    '',
  ];
}

function estimate({ figures }: Evaluation, k: number): string {
  const found = mentionFigures(figures).overall.accuracy.find((each) => each.k === k)?.micro;
  return found ? `${percent(found.value)} (${percent(found.low)} to ${percent(found.high)})` : '';
}

function shares({ mentions, first, five }: Shares): string {
  return mentions === 0 ? '' : `${percent(first)} / ${percent(five)} of ${count(mentions)}`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function hash(text: string): string {
  return `\`${text.replace('sha256:', '').slice(0, 12)}\``;
}
