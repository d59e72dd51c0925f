import type { Figures } from '#src/evaluation/figures.js';
import type { RunManifest } from '#src/evaluation/manifest.js';
import { figuresOf, seenAmong, type FiguresOptions } from '#src/evaluation/measures/index.js';
import type { Outcome } from '#src/evaluation/outcome.js';
import type { Prediction } from '#src/evaluation/prediction.js';
import { confusionsOf, worstOf, type ReportedRun } from '#src/evaluation/report/index.js';

type Candidate = Prediction['candidates'][number];

/** A candidate with the id and name of a concept, and a plain match. */
export function candidate(conceptId: string, rest: Partial<Candidate> = {}): Candidate {
  return {
    ...{
      conceptId,
      name: `concept ${conceptId}`,
      matchedName: `name of ${conceptId}`,
      matchedKind: 'synonym',
    },
    ...{ matchedOrigin: 'ontology', source: 'dense', dense: 0.8, pooled: 0.8, confidence: 0.5 },
    ...rest,
  };
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

/** A prediction by the ids of its concepts: `prediction(0, 'A', 'B A')` has its right concept at rank 2. */
export function prediction(
  row: number,
  right: string,
  shown: string,
  rest: Partial<Omit<Prediction, 'row' | 'golds' | 'rank'>> = {},
): Prediction {
  const golds = words(right).map((id) => ({ id, name: `concept ${id}` }));
  const candidates = rest.candidates ?? words(shown).map((id) => candidate(id));
  const place = candidates.findIndex(({ conceptId }) => golds.some(({ id }) => id === conceptId));
  return {
    ...{ row, line: row + 2, mention: `mention ${row}`, form: `mention ${row}`, weight: 1, split: 'test' },
    ...{ fold: null, group: null, golds, missing: [], rank: place < 0 ? null : place + 1, floorRank: null },
    ...{ decision: 'review' as const, confidence: candidates[0]?.confidence ?? null, error: null },
    ...rest,
    candidates,
  };
}

/** What the measures see of a prediction; a gold that the ontology lacks counts as one that was not found. */
export function outcomeOf({ golds, missing, candidates, ...prediction }: Prediction): Outcome {
  const { row, form, weight, rank, floorRank, confidence, decision, fold, group } = prediction;
  return {
    ...{ row, form, weight, rank, floorRank, confidence, decision, fold, group },
    golds: [...golds.map(({ id }) => id), ...missing].sort(),
    candidates: candidates.map(({ conceptId }) => conceptId),
  };
}

/** The manifest of a made-up run over so many mentions. */
export function manifestOf(rest: Partial<RunManifest> = {}): RunManifest {
  return {
    ...{ format: 1, id: '5f0c6a52-3f6e-4d0e-9c41-0d6a4a4f2b10', createdAt: '2026-03-02T09:30:00.000Z' },
    createdBy: 'reviewer',
    goldSet: {
      ...{ id: 'ab12cd34ef56ab78', name: 'forum posts 2026', fileName: 'forum.csv', rows: 900 },
      ...{ sha256: 'ab12cd34ef56ab78'.repeat(4), astray: 0 },
    },
    ontology: {
      ...{
        name: 'starter',
        version: '2026.1',
        artefact: `sha256:${'0f1e2d3c4b5a6978'.repeat(4)}`,
        vectors: '1f2e3d4c5b6a7988'.repeat(4),
        concepts: 4321,
      },
      ...{ names: 61_234, index: 'exact', expansion: null },
    },
    posts: null,
    encoder: { id: 'small-encoder', hash: '99887766554433aa'.repeat(4) },
    learners: [],
    settings: {
      ...{ task: 'mentions', marks: 'reported' },
      ...{ ks: [1, 3, 5, 10], split: 'test', missing: 'miss', seed: 1, resamples: 1000 },
      ...{ strategy: 'auto', learning: 'active' },
    },
    thresholds: { auto: 0.95, suggest: 0.5, review: 0.15 },
    mentions: { measured: 640, missing: 12, excluded: 0 },
    software: { service: '0.1.0', node: '20.19.0', normalForm: 2, cleaning: 1, ranking: 4 },
    machine: { platform: 'linux', arch: 'x64', cpu: 'Some Processor at 2.40 GHz', cores: 2 },
    predictionsSha256: '1234abcd5678ef90'.repeat(4),
    seconds: 12.34,
    command:
      'ade-normalizer evaluate ab12cd34ef56ab78 --ontology starter --version 2026.1 --split test --seed 1',
    ...rest,
  };
}

const SYSTEMS = [
  ...['Gastrointestinal disorders', 'Nervous system disorders', 'Psychiatric disorders', 'Eye disorders'],
  ...['Skin and subcutaneous tissue disorders', 'Injury, poisoning and procedural complications'],
  ...['General disorders and administration site conditions', 'Cardiac disorders', 'Vascular disorders'],
  ...['Musculoskeletal and connective tissue disorders', 'MENTAL AND BEHAVIOURAL CHANGES IN WIDE CAPITALS'],
  ...[
    'Neoplasms benign, malignant and unspecified (incl. cysts and polyps)',
    '消化器系および全身性の障害と投与部位の状態について',
  ],
];
const NAMES = [
  ...[
    'Nausea',
    'Headache',
    'Insomnia',
    'Blurred vision',
    'Rash',
    'Fall',
    'Fatigue',
    'Palpitations',
    'Flushing',
  ],
  ...['Muscle spasms', 'Irritability', 'Lipoma', 'Abdominal discomfort'],
];
const LAY = [
  'felt so sick after the pill',
  'pounding head',
  'up all night',
  'could not see straight',
  'itchy bumps',
];
const GROUPS = ['forum', 'tweet', 'review', 'report of a physician'];

/** The same numbers from 0 to 1 in each run (Lehmer's generator, with the factor of Park and Miller 1988). */
function numbers(): () => number {
  let state = 20_261;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Predictions as a run over forum posts might have them: golds that are missing, mentions of nothing, and long ones. */
export function madePredictions(count: number): readonly Prediction[] {
  const draw = numbers();
  const pick = (length: number): number => Math.floor(draw() ** 2 * length);
  return Array.from({ length: count }, (_, row) => {
    const gold = pick(NAMES.length);
    const kind = draw();
    const hasGold = kind >= 0.05 && kind <= 0.98;
    const confidence = draw() ** 0.4;
    // A little less often right than sure.
    const right = draw() < confidence * 0.9;
    const others = NAMES.map(
      (_name, at) => (gold + 1 + ((at + pick(3)) % (NAMES.length - 1))) % NAMES.length,
    );
    const order = [
      ...new Set(right ? [gold, ...others] : [others[0] ?? 0, ...(draw() < 0.7 ? [gold] : []), ...others]),
    ];
    const mention = `${LAY[pick(LAY.length)] ?? ''} ${row % 97 === 0 ? 'and it went on and on '.repeat(30) : ''}${row}`;
    const made = prediction(row, hasGold ? `C${gold}` : '', '', {
      ...{
        mention,
        form: mention.trim(),
        fold: `fold ${(row % 5) + 1}`,
        group: GROUPS[row % GROUPS.length] ?? null,
      },
      ...{
        missing: kind > 0.98 ? ['C-elsewhere'] : [],
        floorRank: right && hasGold && draw() < 0.5 ? 1 : null,
      },
      decision:
        confidence >= 0.95 ? 'auto' : confidence >= 0.5 ? 'suggest' : confidence >= 0.15 ? 'review' : 'none',
      candidates: order.slice(0, 10).map((at, place) =>
        candidate(`C${at}`, {
          ...{ name: NAMES[at] ?? '', matchedName: LAY[at % LAY.length] ?? '' },
          ...{ pooled: confidence - place / 20, confidence: confidence / (place + 1) },
        }),
      ),
    });
    return { ...made, golds: made.golds.map(({ id }) => ({ id, name: NAMES[gold] ?? '' })) };
  });
}

/** A run with everything that a run may have. */
export function madeRun(count = 640, options: Partial<FiguresOptions> = {}): ReportedRun {
  const predictions = madePredictions(count);
  return {
    manifest: manifestOf(),
    figures: figuresOfAll(predictions, options),
    worst: worstOf(predictions),
    confused: confusionsOf(predictions, (id) => [`system of ${Number(id.slice(1)) % 3}`]),
  };
}

function figuresOfAll(predictions: readonly Prediction[], options: Partial<FiguresOptions>): Figures {
  const numberOf = (id: string | undefined): number => Number(id?.slice(1));
  const train = [0, 1, 2, 3].map((at) => ({ form: 'pounding head', golds: [`C${at}`], fold: null }));
  return figuresOf(predictions.map(outcomeOf), {
    ...{ ks: [1, 3, 5, 10], resampling: { seed: 1, resamples: 200 }, hasCalibration: true },
    named: predictions.filter(({ golds }) => golds.length > 0).map(({ rank }) => [rank && rank + 1]),
    seenOf: seenAmong(train),
    systemOf: ({ golds: [gold] }) => SYSTEMS[numberOf(gold)] ?? null,
    hierarchy: {
      levels: ['term', 'system'],
      ancestorsAt: (id, level) => (level === 'term' ? [id] : [`S${numberOf(id) % 3}`]),
    },
    ...options,
  });
}

/** The figures of a run with nothing but what every run has. */
export const BARE_FIGURES: Figures = {
  task: 'mentions',
  overall: {
    mentions: 0,
    accuracy: [],
    mrr: { value: 0, low: 0, high: 0 },
    meanRank: null,
    found: 0,
    floor: 0,
  },
  ...{ folds: null, seen: null, tables: [], rollUp: [], calibration: null, coverage: [], decisions: [] },
  none: { mentions: 0, precision: null, recall: null, f1: null },
};
