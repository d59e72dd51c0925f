import { Type } from '@sinclair/typebox';
import { COUNTED_MARKS, DEFAULT_SETTINGS, LEARNING, MISSING_GOLDS, TASKS } from '../../evaluation/index.js';
import { STRATEGIES } from '../../learners/index.js';
import { evaluationLinks } from '../evaluation-links.js';
import {
  compareRequest,
  evaluationRequest,
  evaluationResult,
  figures,
  manifest,
} from './evaluation-examples.js';
import { Figures, RankFigures } from './figures.js';
import { MatchedSpans, PostFigures } from './post-figures.js';
import { listOf, nullable, oneOf, ref } from './types.js';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const sha256 = (description: string) => Type.String({ description: `sha256 of ${description}` });

/** Most k of Acc@k in one run. */
const MOST_KS = 10;

export const EvaluationRequest = Type.Object(
  {
    goldSet: Type.String({ minLength: 1, description: 'Id of the gold set.' }),
    ontology: Type.Optional(
      Type.String({ minLength: 1, description: 'What is measured; the default ontology where absent.' }),
    ),
    version: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'A registered version, active or not; where absent, the one that is active at this moment, even if another ' +
          'one is activated before the job’s turn.',
      }),
    ),
    task: oneOf(TASKS, {
      default: DEFAULT_SETTINGS.task,
      description:
        '`mentions`: those of the gold set are normalized. `posts`: the texts of its documents are read whole, their events ' +
        'found and normalized, and compared with the mentions (end to end); `k` and `learning` play no part then.',
    }),
    marks: oneOf(COUNTED_MARKS, {
      default: DEFAULT_SETTINGS.marks,
      description:
        'Of posts: which events count as predicted, by what the text says of them. Those decided `none` never do.',
    }),
    k: Type.Array(Type.Integer({ minimum: 1, maximum: 50 }), {
      minItems: 1,
      maxItems: MOST_KS,
      default: DEFAULT_SETTINGS.ks,
      description: 'The k of Acc@k: how many candidates a coder would look at.',
    }),
    split: nullable(Type.String({ minLength: 1 }), {
      default: DEFAULT_SETTINGS.split,
      description: 'Only mentions of this split count; `all` or null: all but those of the split `train`.',
    }),
    missing: oneOf(MISSING_GOLDS, {
      default: DEFAULT_SETTINGS.missing,
      description:
        'Mentions of whose right concepts the version has none: `miss` counts them as wrong, `exclude` leaves them out ' +
        '(the report says how many). Over posts this is about figures end to end; for extraction they count.',
    }),
    seed: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: DEFAULT_SETTINGS.seed,
      description: 'Of the draws for the intervals: the same seed gives the same intervals.',
    }),
    resamples: Type.Integer({
      minimum: 100,
      maximum: 10_000,
      default: DEFAULT_SETTINGS.resamples,
      description: 'Draws for the intervals.',
    }),
    strategy: oneOf([...STRATEGIES, 'auto'], {
      default: DEFAULT_SETTINGS.strategy,
      description: 'How concepts are ranked; `auto`: as the learner does best, or `dense` without one.',
    }),
    learning: oneOf(LEARNING, {
      default: DEFAULT_SETTINGS.learning,
      description:
        'Whose learning the strategy uses. `active`: what takes part in the ontology’s answers. `folds` (the supervised ' +
        'protocol): what is learned for this run from the gold set’s rows of the split `train`, of each fold for its own ' +
        'test rows.',
    }),
  },
  { additionalProperties: false, examples: [evaluationRequest] },
);

const Settings = Type.Object(
  {
    task: oneOf(TASKS),
    marks: oneOf(COUNTED_MARKS),
    ks: Type.Array(Type.Integer(), { description: 'The k of Acc@k, ascending.' }),
    split: nullable(Type.String(), { description: 'Null: all but `train`.' }),
    missing: oneOf(MISSING_GOLDS),
    seed: Type.Integer(),
    resamples: Type.Integer(),
    strategy: oneOf([...STRATEGIES, 'auto']),
    learning: oneOf(LEARNING),
  },
  { description: 'What was asked for, with what was filled in.' },
);

const Mentions = Type.Object(
  {
    measured: count('Mentions that were measured.'),
    missing: count('Of these, mentions of whose right concepts the version has none: they count as wrong.'),
    excluded: count('Mentions that were left out for that reason, where this was asked for.'),
  },
  { description: 'What the figures are taken from.' },
);

export const RunManifest = Type.Object(
  {
    format: Type.Integer({ description: 'Of the manifest: 1.' }),
    id: Type.String({ description: 'Of the run, and of the job that made it.' }),
    createdAt: Type.String({ format: 'date-time' }),
    createdBy: Type.String({ description: 'Name of the key.' }),
    goldSet: Type.Object({
      id: Type.String(),
      name: Type.String(),
      fileName: Type.String(),
      sha256: sha256('the rows and texts as they are kept.'),
      rows: count('Mentions of all splits.'),
      astray: count('Those of them that do not stand in their text where their offsets say.'),
    }),
    ontology: Type.Object({
      name: Type.String(),
      version: Type.String(),
      artefact: Type.String({
        description: 'Hash of what answered: source, options, starter vocabulary, encoder and index.',
      }),
      vectors: Type.String({
        description:
          'sha256 of the names’ vectors, which depend a little on whether they were taken from an earlier artefact.',
      }),
      concepts: count('Concepts of the version.'),
      names: count('Names that were searched by meaning.'),
      index: Type.String(),
      expansion: nullable(Type.String(), {
        description:
          'Which names the starter vocabulary lent, and its sha256, on which counts depend, too; null where it lent nothing.',
      }),
    }),
    encoder: Type.Object({ id: Type.String(), hash: Type.String() }),
    posts: nullable(
      Type.Object({
        classifier: Type.Object({ id: Type.String(), hash: Type.String() }),
        extractor: Type.Object({ id: Type.String(), hash: Type.String() }),
        documents: Type.Object({
          measured: count('Texts that were searched for events.'),
          withMentions: count('Those of them in which a mention stands.'),
          refused: count(
            'Those of them that could not be used, such as too long ones: nothing was found in them.',
          ),
        }),
        unplaced: count('Mentions that take no part, as no place in a text is known of them.'),
      }),
      { description: 'Null of a run over mentions.' },
    ),
    learners: listOf(
      Type.Object({
        fold: nullable(Type.String(), { description: 'Null: of all.' }),
        id: nullable(Type.String(), { description: 'Null of one that was learned for the run.' }),
        strategy: oneOf([...STRATEGIES, 'auto'], { description: 'How concepts were ranked.' }),
        codedSet: Type.String({ description: 'Gold set that it learned from.' }),
        learned: count('Coded mentions that it learned from.'),
      }),
      { description: 'What was learned and took part; none where concepts were ranked by `dense`.' },
    ),
    settings: Settings,
    thresholds: Type.Object(
      { auto: Type.Number(), suggest: Type.Number(), review: Type.Number() },
      { description: 'Confidences from which on decisions were taken: those of the ontology at that time.' },
    ),
    mentions: Mentions,
    software: Type.Object({
      service: Type.String(),
      node: Type.String(),
      normalForm: Type.Integer({ description: 'Version of the rules by which texts are equal.' }),
      cleaning: Type.Integer({
        description: 'Version of the rules by which mentions are cleaned and spelt out.',
      }),
      ranking: nullable(Type.Integer(), {
        description:
          'Version of the rules by which names near a mention become ranked concepts; null (in the manifest file: missing) in runs of before it was written down.',
      }),
    }),
    machine: Type.Object({
      platform: Type.String(),
      arch: Type.String(),
      cpu: Type.String(),
      cores: Type.Integer(),
    }),
    predictionsSha256: sha256(
      'the predictions: the same again when the run is repeated on the same kind of machine, whatever else the service ' +
        'does meanwhile.',
    ),
    seconds: Type.Number({ description: 'That normalizing took.' }),
    command: Type.String({ description: 'Repeats the run where the gold set is kept.' }),
  },
  {
    $id: 'RunManifest',
    description: 'Everything that decides a run’s figures, so that another machine can repeat it.',
    examples: [manifest],
  },
);

export const Evaluation = Type.Object(
  { manifest: ref(RunManifest), figures: Type.Union([ref(Figures), ref(PostFigures)]) },
  { $id: 'Evaluation', description: 'A run and what it measured.', examples: [{ manifest, figures }] },
);

export const EvaluationResult = Type.Object(
  {
    id: Type.String({ description: 'Of the run.' }),
    ontology: Type.String(),
    version: Type.String(),
    settings: Settings,
    mentions: Mentions,
    task: oneOf(TASKS),
    overall: Type.Optional(ref(RankFigures)),
    extraction: Type.Optional(ref(MatchedSpans)),
    endToEnd: Type.Optional(ref(MatchedSpans)),
    links: Type.Object(
      {
        evaluation: Type.String({ description: 'Manifest and all figures.' }),
        report: Type.String({ description: 'A page to read and print.' }),
        summary: Type.String({ description: 'The main figures as Markdown.' }),
        predictions: Type.String({ description: 'Every mention and what was answered to it.' }),
        manifest: Type.String({ description: 'What it takes to repeat the run.' }),
      },
      { description: 'Where the run is served.' },
    ),
  },
  {
    $id: 'EvaluationResult',
    description:
      'The result of the job: the main figures, `overall` of mentions, `extraction` and `endToEnd` of posts, and where ' +
      'the run is.',
    examples: [{ ...evaluationResult, links: evaluationLinks(evaluationResult.id) }],
  },
);

const runId = (description: string) => Type.String({ minLength: 1, description });

export const CompareRequest = Type.Object(
  {
    first: runId('The run to compare with, such as that of the version that answers.'),
    second: runId('The run whose gains and losses are looked for.'),
    commonOnly: Type.Boolean({
      default: false,
      description:
        'Compare the mentions that both runs have, instead of refusing where one has others: of the same gold set, ' +
        'runs of other splits, or with other right concepts missing.',
    }),
  },
  { additionalProperties: false, examples: [compareRequest] },
);

export const EVALUATION_SCHEMAS = [RunManifest, Evaluation, EvaluationResult];
