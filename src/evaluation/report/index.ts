/** What people read of an evaluation run: a page, a summary for pull requests, and a sheet of its predictions. */
export {
  confusionsOf,
  ConfusionTally,
  type Confusion,
  type NamedConcept,
  type ParentsOf,
} from './confusions.js';
export { evaluationHtml, MOST_CONFUSED, type ReportedRun } from './html.js';
export { comparisonMarkdown, summaryMarkdown } from './markdown.js';
export { PREDICTION_COLUMNS, predictionCells } from './predictions-csv.js';
export { POST_COLUMNS, postCells } from './post-csv.js';
export { PostErrors } from './post-errors.js';
export { postHtml, type ReportedPosts } from './post-html.js';
export { postMarkdown } from './post-markdown.js';
export { MOST_WORST, WorstErrors, worstOf } from './worst.js';
