import { join } from 'node:path';
import { withCsvFile } from '../csv-file.js';
import { Catalogue } from '../store/index.js';
import { normalForm } from '../text/index.js';
import type { EvaluationFigures } from './figures-file.js';
import type { Figures } from './figures.js';
import { finishPosts } from './finish-posts.js';
import { readRows } from './gold-rows.js';
import type { RunManifest } from './manifest.js';
import { figuresOf, seenAmong, type TrainRow } from './measures/index.js';
import type { Outcome } from './outcome.js';
import { placesIn, type Places } from './places.js';
import { outcomeOf, readPredictions } from './predictions-file.js';
import {
  ConfusionTally,
  evaluationHtml,
  MOST_CONFUSED,
  PREDICTION_COLUMNS,
  predictionCells,
  summaryMarkdown,
  WorstErrors,
} from './report/index.js';
import { GoldResolver } from './resolve.js';
import { writeReports } from './write-reports.js';

export interface FinishRequest {
  /** The run's folder; it has `predictions.ndjson`. */
  readonly folder: string;
  readonly manifest: RunManifest;
  /** Of the artefact that answered. */
  readonly cataloguePath: string;
  /** Rows of the gold set, where some are for training. */
  readonly trainPath: string | null;
  readonly hasCalibration: boolean;
  /** Ranks by names, of each mention those of its pieces; they stand in no file. */
  readonly named: readonly (readonly (number | null)[])[];
}

/**
 * Measures a run whose predictions are written, and writes figures, report, summary and CSV beside them. To be called
 * in a thread of its own: of 500,000 mentions the intervals alone take many seconds.
 */
export function finishRun(request: FinishRequest): Promise<EvaluationFigures> {
  return request.manifest.settings.task === 'posts' ? finishPosts(request) : finishMentions(request);
}

async function finishMentions(request: FinishRequest): Promise<Figures> {
  const { folder, manifest, cataloguePath, hasCalibration, named } = request;
  const outcomes: Outcome[] = [];
  const worst = new WorstErrors();
  const confusions = new ConfusionTally();
  await withCsvFile(join(folder, 'predictions.csv'), PREDICTION_COLUMNS, async (file) => {
    for await (const prediction of readPredictions(join(folder, 'predictions.ndjson'))) {
      outcomes.push(outcomeOf(prediction));
      worst.add(prediction);
      confusions.add(prediction);
      await file.write([predictionCells(prediction)]);
    }
  });
  const catalogue = new Catalogue(cataloguePath);
  try {
    const places = placesIn(
      catalogue,
      outcomes.flatMap(({ golds }) => golds.slice(0, 1)),
    );
    const { ks, seed, resamples } = manifest.settings;
    const figures = figuresOf(outcomes, {
      ...{ ks, hasCalibration, named, resampling: { seed, resamples } },
      seenOf: request.trainPath === null ? null : seenAmong(await trainRows(request.trainPath, catalogue)),
      systemOf: hasSystems(outcomes, places) ? (outcome) => systemOf(outcome, places) : null,
      hierarchy: places.levels.length > 1 ? places : null,
    });
    const confused = confusions.top(MOST_CONFUSED, (id) => parentsOf(catalogue, id));
    const run = { manifest, figures, worst: worst.list(), confused };
    const [html, markdown] = [evaluationHtml(run), summaryMarkdown(manifest, figures)];
    await writeReports(folder, { figures, html, markdown });
    return figures;
  } finally {
    catalogue.close();
  }
}

async function trainRows(path: string, catalogue: Catalogue): Promise<TrainRow[]> {
  const resolver = new GoldResolver(catalogue);
  const rows: TrainRow[] = [];
  for await (const row of readRows(path)) {
    if (row.split !== 'train') continue;
    const { golds, missing } = resolver.resolve(row);
    const ids = [...golds.map(({ id }) => id), ...missing];
    rows.push({ form: normalForm(row.mention), golds: ids, fold: row.fold });
  }
  return rows;
}

function hasSystems(outcomes: readonly Outcome[], places: Places): boolean {
  return outcomes.some((outcome) => systemOf(outcome, places) !== null);
}

function systemOf({ golds }: Outcome, places: Places): string | null {
  const [first] = golds;
  return first === undefined ? null : places.systemOf(first);
}

function parentsOf(catalogue: Catalogue, id: string): string[] {
  const concept = catalogue.concept(id);
  return concept ? catalogue.parents(concept.row).map((parent) => parent.id) : [];
}
