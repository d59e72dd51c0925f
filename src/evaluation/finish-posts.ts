import { join } from 'node:path';
import { withCsvFile } from '../csv-file.js';
import type { DocumentOutcome } from './document-outcome.js';
import type { RunManifest } from './manifest.js';
import { postFiguresOf } from './measures/index.js';
import type { PostFigures } from './post-figures.js';
import { documentOutcomeOf, readPostPredictions } from './post-predictions-file.js';
import { POST_COLUMNS, PostErrors, postCells, postHtml, postMarkdown } from './report/index.js';
import { writeReports } from './write-reports.js';

/** Measures a run over posts whose predictions are written; as `finishRun`. */
export async function finishPosts({
  folder,
  manifest,
}: {
  readonly folder: string;
  readonly manifest: RunManifest;
}): Promise<PostFigures> {
  const outcomes: DocumentOutcome[] = [];
  const errors = new PostErrors();
  await withCsvFile(join(folder, 'predictions.csv'), POST_COLUMNS, async (file) => {
    for await (const prediction of readPostPredictions(join(folder, 'predictions.ndjson'))) {
      outcomes.push(documentOutcomeOf(prediction));
      errors.add(prediction);
      await file.write(postCells(prediction));
    }
  });
  const { missing, seed, resamples } = manifest.settings;
  const figures = postFiguresOf(outcomes, { missing, resampling: { seed, resamples } });
  await writeReports(folder, {
    figures,
    html: postHtml({ manifest, figures, errors: errors.list() }),
    markdown: postMarkdown(manifest, figures),
  });
  return figures;
}
