import type { DocumentOutcome } from '#src/evaluation/document-outcome.js';
import type { RunManifest } from '#src/evaluation/manifest.js';
import { postFiguresOf } from '#src/evaluation/measures/index.js';
import type { PlacedGold, PostPrediction, PredictedEvent } from '#src/evaluation/post-prediction.js';
import { documentOutcomeOf } from '#src/evaluation/post-predictions-file.js';
import { PostErrors, type ReportedPosts } from '#src/evaluation/report/index.js';
import { manifestOf } from './evaluation.js';

export function madeGold(start: number, end: number, id: string, rest: Partial<PlacedGold> = {}): PlacedGold {
  const concepts = id === '' ? [] : [{ id, name: `concept ${id}` }];
  return {
    ...{ start, end, text: `gold at ${start}`, group: null, kind: id === '' ? 'none' : 'known' },
    ...{ concepts, missing: [] },
    ...rest,
  };
}

export function madeEvent(
  start: number,
  end: number,
  id: string,
  rest: Partial<PredictedEvent> = {},
): PredictedEvent {
  return {
    ...{ start, end, text: `event at ${start}`, type: 'ADR', probability: 0.8, mark: 'reported' },
    ...{ counts: true, decision: 'review', concept: { id, name: `concept ${id}` } },
    ...{ matchedName: `name of ${id}`, confidence: 0.5 },
    ...rest,
  };
}

export function madeDocument(
  row: number,
  golds: readonly PlacedGold[],
  events: readonly PredictedEvent[],
  rest: Partial<PostPrediction> = {},
): PostPrediction {
  return {
    ...{ row, document: `text ${row}`, split: null, error: null, unplaced: 0 },
    adverseEvent: { label: events.length > 0, probability: 0.5 },
    ...{ golds: [...golds], events: [...events] },
    ...rest,
  };
}

/** The manifest of a made-up run over so many texts. */
export function postManifest(measured: number, rest: Partial<RunManifest> = {}): RunManifest {
  const manifest = manifestOf();
  return {
    ...manifest,
    settings: { ...manifest.settings, task: 'posts', split: null },
    mentions: { measured: 61, missing: 2, excluded: 0 },
    posts: {
      classifier: { id: 'small-classifier', hash: '11223344'.repeat(8) },
      extractor: { id: 'small-extractor', hash: '55667788'.repeat(8) },
      documents: { measured, withMentions: 40, refused: 1 },
      unplaced: 3,
    },
    ...rest,
  };
}

/** A run over posts with everything that one may have. */
export function madePostRun(predictions: readonly PostPrediction[] = manyDocuments(120)): ReportedPosts {
  const errors = new PostErrors();
  for (const prediction of predictions) errors.add(prediction);
  const outcomes: readonly DocumentOutcome[] = predictions.map(documentOutcomeOf);
  return {
    manifest: postManifest(predictions.length),
    figures: postFiguresOf(outcomes, { missing: 'miss', resampling: { seed: 1, resamples: 200 } }),
    errors: errors.list(),
  };
}

/** Texts of which each has another fault, and every fifth none. */
function manyDocuments(count: number): readonly PostPrediction[] {
  const long = 'and it went on and on '.repeat(30);
  return Array.from({ length: count }, (_, row) => {
    const id = `C${row % 7}`;
    switch (row % 5) {
      case 0:
        return madeDocument(row, [madeGold(3, 9, id)], [madeEvent(3, 9, id)]);
      case 1:
        return madeDocument(
          row,
          [madeGold(3, 9, id, { text: long })],
          [madeEvent(2, 8, 'C9', { text: long })],
        );
      case 2:
        return madeDocument(row, [madeGold(3, 9, '', { kind: 'missing', missing: ['X 1'] })], []);
      case 3:
        return madeDocument(row, [], [madeEvent(1, 4, id, { mark: 'negated', counts: false, type: 'WD' })]);
      default:
        return madeDocument(row, [madeGold(0, 2, '')], [madeEvent(40, 44, id, { probability: row / count })]);
    }
  });
}
