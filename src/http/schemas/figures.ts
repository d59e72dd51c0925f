import { Type } from '@sinclair/typebox';
import { comparison, figures } from './evaluation-examples.js';
import { listOf, nullable, oneOf, ref } from './types.js';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const k = Type.Integer({ minimum: 1, maximum: 50 });

/** Acc@k by k, where no interval is given. */
const plainAccuracy = listOf(Type.Object({ k, value: share('Share of the mentions, by weight.') }), {
  description: 'Acc@k by k.',
});

export const Estimate = Type.Object(
  { value: Type.Number(), low: Type.Number(), high: Type.Number() },
  {
    $id: 'Estimate',
    description:
      'A share or mean with its 95% interval: `resamples` times as many mentions are drawn from the measured ones, ' +
      'with replacement, and 95% of those draws lie between `low` and `high` (percentile bootstrap). Few mentions ' +
      'make it wide.',
    examples: [figures.overall.mrr],
  },
);

const interval = (description: string) =>
  Type.Object({ low: share('Lower end.'), high: share('Upper end.') }, { description });

export const RankFigures = Type.Object(
  {
    mentions: count('Measured mentions that have a right concept; the others say nothing of the ranking.'),
    accuracy: listOf(
      Type.Object({
        k,
        micro: ref(Estimate),
        macro: share(
          'Acc@k of each right concept on its own, and the mean of these: a rare concept counts as much as a frequent one.',
        ),
        macroInterval: Type.Optional(
          interval(
            '95% interval of `macro`: percentile bootstrap over the concepts. Runs of earlier releases have none.',
          ),
        ),
      }),
      {
        description:
          'Acc@k: the share of the mentions with a right concept among the first k candidates, each mention by its ' +
          'weight (`micro`).',
      },
    ),
    mrr: ref(Estimate),
    meanRank: nullable(Type.Number(), {
      description: 'Of the mentions whose right concept was proposed; null where there is none.',
    }),
    found: count('Mentions whose right concept was proposed at any rank.'),
    floor: share(
      'Acc@1 of a system that knows nothing but equal spelling (normal forms): what any system gets for nothing.',
    ),
  },
  {
    $id: 'RankFigures',
    description:
      'How well mentions were ranked. `mrr` (mean reciprocal rank) is the mean of 1/rank of the first right candidate, ' +
      '0 where none was proposed.',
    examples: [figures.overall],
  },
);

export const PartFigures = Type.Object(
  {
    part: Type.String({
      description: 'What the mentions have in common; `(none)` for those without a name.',
    }),
    mentions: count('Mentions of the part that have a right concept.'),
    accuracy: plainAccuracy,
    floor: share('Acc@1 of equal spelling alone.'),
  },
  {
    $id: 'PartFigures',
    description: 'Figures of some of the mentions.',
    examples: [figures.tables[0].parts[0]],
  },
);

export const Figures = Type.Object(
  {
    task: oneOf(['mentions']),
    overall: ref(RankFigures),
    namesLevel: Type.Optional(
      nullable(
        Type.Object({
          mentions: count('Mentions that have a right concept; the pieces of a composite are one.'),
          accuracy: listOf(
            Type.Object({ k, value: share('Share of the mentions, each counting the same.') }),
          ),
        }),
        {
          description:
            'Acc@k as BioSyn and SapBERT report it: `k` counts names, not concepts, by names alone whatever the ' +
            'strategy, and of a composite every piece must be right. Null where no mention has a right concept; runs ' +
            'of earlier releases have none.',
        },
      ),
    ),
    folds: nullable(
      Type.Object({
        parts: listOf(ref(PartFigures)),
        accuracy: listOf(
          Type.Object({
            k,
            mean: Type.Number(),
            sd: nullable(Type.Number(), { description: 'Sample standard deviation; null of one fold.' }),
          }),
          { description: 'Mean and spread of the folds’ Acc@k.' },
        ),
      }),
      { description: 'Where the gold set has folds, each as a run of its own.' },
    ),
    seen: nullable(listOf(ref(PartFigures)), {
      description:
        'Where the gold set has train rows: mentions whose concept, or whose very pair of text and concept, stands ' +
        'among them, and the others. It tells learning by heart from understanding.',
    }),
    tables: listOf(Type.Object({ by: Type.String(), parts: listOf(ref(PartFigures)) }), {
      description:
        'The mentions divided by `group`, by `frequency` of the right concept in the gold set, by `length` in words, ' +
        'and by body `system`.',
    }),
    rollUp: listOf(
      Type.Object({
        level: Type.String(),
        mentions: count('Mentions whose right concept stands below that level.'),
        accuracy: share('Acc@1 when it is enough to be right at that level.'),
      }),
      { description: 'For ontologies with levels, such as PT, HLT, HLGT and SOC of MedDRA; lowest first.' },
    ),
    calibration: nullable(
      Type.Object({
        ece: share(
          'Expected calibration error: by how much, on average, confidence and the share of right answers differ. 0 ' +
            'is perfect; 0.05 means that of answers with 0.80, some 75% to 85% are right.',
        ),
        bins: listOf(
          Type.Object({
            from: share('Least confidence of the bin.'),
            to: share('Up to which it goes.'),
            mentions: count('Mentions of the bin.'),
            confidence: share('Their mean confidence.'),
            accuracy: share('Share of them whose first candidate is right.'),
          }),
          { description: 'Ten bins of equal width; empty ones are left out.' },
        ),
      }),
      { description: 'Null where the encoder has no calibration.' },
    ),
    coverage: listOf(
      Type.Object({
        threshold: share('Only answers with so much confidence or more are given.'),
        coverage: share('Share of the mentions that are answered then.'),
        accuracy: share('Share of those answers that are right.'),
      }),
      { description: 'What a threshold costs and gains, from the greatest confidence on.' },
    ),
    decisions: listOf(
      Type.Object({
        decision: oneOf(['auto', 'suggest', 'review', 'none']),
        mentions: count('Mentions that got it.'),
        right: nullable(
          share('Share of them whose first candidate is right; for `none`, that have no concept.'),
          {
            description: 'Null of no mention.',
          },
        ),
        rightInterval: Type.Optional(
          nullable(interval('95% interval of `right` (Wilson).'), {
            description: 'Null of no mention; runs of earlier releases have none.',
          }),
        ),
      }),
      { description: 'How often each decision was taken, and how often rightly.' },
    ),
    none: Type.Object(
      {
        mentions: count('Mentions for which nothing is right.'),
        precision: nullable(share('Of the answers `none`, those that are right.')),
        recall: nullable(share('Of those mentions, the ones that are answered `none`.')),
        f1: nullable(share('Harmonic mean of both.')),
      },
      { description: '`none` as an answer; a figure is null where there is nothing to take it from.' },
    ),
  },
  {
    $id: 'Figures',
    description:
      'All that a run over mentions measured. Shares are 0 to 1 and count each mention by its weight.',
    examples: [figures],
  },
);

export const ComparedAccuracy = Type.Object(
  {
    k,
    first: share('Acc@k of the first run.'),
    second: share('Acc@k of the second run.'),
    difference: ref(Estimate),
    p: share(
      'How likely so great a difference is by chance (paired bootstrap, two-sided). Below 0.05 is commonly taken for real.',
    ),
    won: count('Mentions that the second run alone has right.'),
    lost: count('Mentions that the first run alone has right.'),
    mcnemar: share('The same question asked of `won` and `lost` alone (McNemar’s test).'),
  },
  {
    $id: 'ComparedAccuracy',
    description: 'Acc@k of two runs; `difference` is the second less the first, with its 95% interval.',
    examples: [comparison.accuracy[0]],
  },
);

const comparedPart = {
  mentions: count('Mentions that have a right concept in both runs.'),
  accuracy: listOf(ref(ComparedAccuracy)),
};

export const RunComparison = Type.Object(
  {
    ...comparedPart,
    leftOut: Type.Object(
      {
        first: count('Of the first run.'),
        second: count('Of the second run.'),
      },
      { description: 'Mentions that the other run does not have; 0 unless asked with `commonOnly`.' },
    ),
    won: listOf(Type.Integer({ minimum: 0 }), {
      description: 'Rows of the gold set, from 0, that the second run alone has right at rank 1.',
    }),
    lost: listOf(Type.Integer({ minimum: 0 }), {
      description: 'Rows that the first run alone has right at rank 1.',
    }),
    groups: listOf(Type.Object({ group: nullable(Type.String()), ...comparedPart }), {
      description: 'The same by group of the mention; empty where the gold set has none.',
    }),
  },
  { $id: 'RunComparison', description: 'What a second run changed.', examples: [comparison] },
);

export const FIGURE_SCHEMAS = [Estimate, RankFigures, PartFigures, Figures, ComparedAccuracy, RunComparison];
