import type { RunManifest } from '../manifest.js';
import type { PostFigures } from '../post-figures.js';
import { blocks, command, hashes, inline, table } from './markdown-parts.js';
import {
  CLASS_HEADINGS,
  classRow,
  countedWords,
  goldWords,
  postSummaryOf,
  SPAN_HEADINGS,
  SPAN_NOTES,
  spanRows,
} from './post-words.js';
import { titleOf } from './words.js';

/** A run over posts as one shows it in a pull request. */
export function postMarkdown(manifest: RunManifest, figures: PostFigures): string {
  return blocks([
    `## ${inline(titleOf(manifest))}`,
    ...postSummaryOf(manifest, figures).map(inline),
    '### End to end',
    table(SPAN_HEADINGS, spanRows(figures.endToEnd)),
    inline(goldWords(manifest)),
    '### Extraction',
    table(SPAN_HEADINGS, spanRows(figures.extraction)),
    inline([countedWords(manifest), ...SPAN_NOTES].join(' ')),
    '### Texts that report an adverse event',
    table(CLASS_HEADINGS, [classRow(figures.classification)]),
    hashes(manifest),
    command(manifest.command),
  ]);
}
