import { Type, type Static } from '@sinclair/typebox';
import { STRATEGIES } from '../learners/index.js';

export const MISSING_GOLDS = ['miss', 'exclude'] as const;

/**
 * Whose learning a strategy uses: that which takes part in answers, or what is learned for the run from the train rows
 * of the gold set, of each fold for its own test rows (the supervised protocol).
 */
export const LEARNING = ['active', 'folds'] as const;

/** `mentions` are normalized; `posts` are read whole: their events are found and normalized. */
export const TASKS = ['mentions', 'posts'] as const;
export type EvaluationTask = (typeof TASKS)[number];

/** Which events of posts count as predicted, by what the text says of them: only those that happened, or all. */
export const COUNTED_MARKS = ['reported', 'all'] as const;

const Strategy = Type.Union([...STRATEGIES, 'auto' as const].map((each) => Type.Literal(each)));

/** What decides the figures of a run, beside gold set, artefact and encoder. */
export const SettingsSchema = Type.Object({
  /** Runs of before there was a choice were of mentions. */
  task: Type.Union(
    TASKS.map((each) => Type.Literal(each)),
    { default: 'mentions' },
  ),
  /** Of posts alone. */
  marks: Type.Union(
    COUNTED_MARKS.map((each) => Type.Literal(each)),
    { default: 'reported' },
  ),
  /** The k of Acc@k, of mentions alone, ascending, 1 to 50. */
  ks: Type.Array(Type.Integer({ minimum: 1, maximum: 50 }), { minItems: 1, maxItems: 10 }),
  /** Rows of this split are measured; null: all but those of `train`. */
  split: Type.Union([Type.String(), Type.Null()]),
  /** Mentions of whose right concepts the ontology has none: they count as misses, or not at all. */
  missing: Type.Union(MISSING_GOLDS.map((each) => Type.Literal(each))),
  /** Of the bootstrap. */
  seed: Type.Integer({ minimum: 0 }),
  resamples: Type.Integer({ minimum: 100, maximum: 10_000 }),
  /** Runs of before there was a choice were dense. */
  strategy: Type.Union(Strategy.anyOf, { default: 'dense' }),
  learning: Type.Union(
    LEARNING.map((each) => Type.Literal(each)),
    { default: 'active' },
  ),
});
export type EvaluationSettings = Static<typeof SettingsSchema>;

export const DEFAULT_SETTINGS: EvaluationSettings = {
  ...{ task: 'mentions', marks: 'reported' },
  ...{ ks: [1, 3, 5, 10], split: null, missing: 'miss', seed: 1, resamples: 1000 },
  ...{ strategy: 'auto', learning: 'active' },
};

const Model = Type.Object({ id: Type.String(), hash: Type.String() });

/** Everything that decides a run's figures, so that another machine can repeat it. */
export const ManifestSchema = Type.Object({
  format: Type.Literal(1),
  id: Type.String(),
  createdAt: Type.String(),
  createdBy: Type.String(),
  goldSet: Type.Object({
    id: Type.String(),
    name: Type.String(),
    fileName: Type.String(),
    /** Of the rows and documents as they are kept. */
    sha256: Type.String(),
    rows: Type.Integer(),
    /** Mentions that do not stand where their offsets say; none is known of runs of before this was told. */
    astray: Type.Integer({ default: 0 }),
  }),
  ontology: Type.Object({
    name: Type.String(),
    version: Type.String(),
    /** Hash of the artefact: source, options, starter vocabulary, encoder and index. */
    artefact: Type.String(),
    /**
     * sha256 of the names' vectors. They depend a little on whether they were computed anew or taken from an earlier
     * artefact, so the artefact's hash alone does not settle the last digit of an answer.
     */
    vectors: Type.String(),
    concepts: Type.Integer(),
    names: Type.Integer(),
    index: Type.String(),
    /** Which names the starter vocabulary lent, and its sha256; null where it lent nothing, not even counts. */
    expansion: Type.Union([Type.String(), Type.Null()]),
  }),
  encoder: Model,
  /** Of a run over posts; null of one over mentions. */
  posts: Type.Union(
    [
      Type.Object({
        classifier: Model,
        extractor: Model,
        /** Documents that were measured; those among them with a mention; and those whose text could not be used. */
        documents: Type.Object({
          measured: Type.Integer(),
          withMentions: Type.Integer(),
          refused: Type.Integer(),
        }),
        /** Mentions that take no part, as no place in a text is known of them, or their document has no text. */
        unplaced: Type.Integer(),
      }),
      Type.Null(),
    ],
    { default: null },
  ),
  /** What was learned and took part, one for each fold where it was learned for the run; none for `dense`. */
  learners: Type.Array(
    Type.Object({
      fold: Type.Union([Type.String(), Type.Null()]),
      /** Of a learner that takes part in answers; null of one that was learned for the run. */
      id: Type.Union([Type.String(), Type.Null()]),
      strategy: Strategy,
      /** Gold set that it learned from. */
      codedSet: Type.String(),
      /** Coded mentions that it learned from. */
      learned: Type.Integer(),
    }),
    { default: [] },
  ),
  settings: SettingsSchema,
  /** Confidences from which on decisions were taken. */
  thresholds: Type.Object({ auto: Type.Number(), suggest: Type.Number(), review: Type.Number() }),
  /**
   * Mentions (of posts: places in them) that were measured; those among them whose golds the ontology lacks, where they count as misses; and
   * those that were left out for that, where they do not count.
   */
  mentions: Type.Object({ measured: Type.Integer(), missing: Type.Integer(), excluded: Type.Integer() }),
  software: Type.Object({
    service: Type.String(),
    node: Type.String(),
    normalForm: Type.Integer(),
    cleaning: Type.Integer(),
    /** `RANKING_VERSION`; null in runs of before it was written down. */
    ranking: Type.Union([Type.Integer(), Type.Null()], { default: null }),
  }),
  machine: Type.Object({
    platform: Type.String(),
    arch: Type.String(),
    cpu: Type.String(),
    cores: Type.Integer(),
  }),
  /** Of what was answered; the same on every repetition on the same kind of machine. */
  predictionsSha256: Type.String(),
  /** That normalizing took. */
  seconds: Type.Number(),
  /** The command that repeats the run. */
  command: Type.String(),
});
export type RunManifest = Static<typeof ManifestSchema>;
