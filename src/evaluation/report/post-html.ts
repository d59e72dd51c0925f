import { escaped, htmlNote, htmlPage, htmlTable, type Heading } from '../../html-page.js';
import { grouped, percent } from '../../figure-words.js';
import type { RunManifest } from '../manifest.js';
import type { PlacedGold, PredictedEvent } from '../post-prediction.js';
import type { FoundPart, MatchedSpans, PostFigures } from '../post-figures.js';
import { REPORT_STYLE } from './html.js';
import { MOST_POST_ERRORS, type PostError, type PostErrorLists } from './post-errors.js';
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
import { conceptText, manifestTable, section, shortened } from './tables.js';
import { titleOf } from './words.js';

export interface ReportedPosts {
  readonly manifest: RunManifest;
  readonly figures: PostFigures;
  readonly errors: PostErrorLists;
}

/** A run over posts as one page that needs nothing else, as `evaluationHtml` makes it of a run over mentions. */
export function postHtml({ manifest, figures, errors }: ReportedPosts): string {
  const { endToEnd, extraction, classification, types, marks } = figures;
  return htmlPage(
    titleOf(manifest),
    [
      ...section('Summary', ...postSummaryOf(manifest, figures).map((text) => `<p>${escaped(text)}</p>`)),
      ...section('End to end', htmlNote(goldWords(manifest)), spanTable(endToEnd)),
      ...section('Extraction', htmlNote(countedWords(manifest)), spanTable(extraction)),
      ...section('How events are compared and counted', ...SPAN_NOTES.map(htmlNote)),
      ...section(
        'Texts that report an adverse event',
        htmlNote('The classifier against whether a mention stands in the text.'),
        htmlTable(numbers(CLASS_HEADINGS), [classRow(classification)]),
      ),
      ...section(
        'By type of the event',
        htmlNote(
          'Events that count as predicted, and how many of them have their place in common with a gold.',
        ),
        foundTable('Type', types),
      ),
      ...section(
        'By mark of the event',
        htmlNote('All events, whether they count or not: what the choice among marks costs and gains.'),
        foundTable('Mark', marks),
      ),
      ...errorSections(errors),
      ...section(
        'How to repeat this run',
        `<pre>${escaped(manifest.command)}</pre>`,
        manifestTable(manifest),
      ),
    ],
    REPORT_STYLE,
  );
}

function numbers(titles: readonly string[], from = 0): Heading[] {
  return titles.map((title, at) => (at < from ? title : { number: title }));
}

function spanTable(spans: MatchedSpans): string {
  return htmlTable(numbers(SPAN_HEADINGS, 2), spanRows(spans));
}

function foundTable(title: string, parts: readonly FoundPart[]): string {
  if (parts.length === 0) return '';
  return htmlTable(
    numbers([title, 'Events', 'Strict', 'Relaxed'], 1),
    parts.map(({ part, events, strict, relaxed }) => [
      ...[part, grouped(events)],
      ...[strict, relaxed].map((found) => `${grouped(found)} (${percent(found / events)})`),
    ]),
  );
}

function errorSections({ otherConcept, spurious, missed }: PostErrorLists): readonly string[] {
  const note = (what: string): string => htmlNote(`${what}, ${MOST_POST_ERRORS} at most.`);
  const list = (title: string, what: string, errors: readonly PostError[]): readonly string[] =>
    errors.length === 0 ? [] : section(title, note(what), errorTable(errors));
  return [
    ...list(
      'Found, with another concept',
      'Those of the greatest confidence in the concept first',
      otherConcept,
    ),
    ...list('Found where no gold is', 'Those of the greatest probability of being an event first', spurious),
    ...list('Not found', 'Golds that no event touches that counts', missed),
  ];
}

function errorTable(errors: readonly PostError[]): string {
  return htmlTable(
    [
      ...['Text', 'Gold', 'Right concept', 'Found', { number: 'Probability' }, 'Concept found'],
      ...[{ number: 'Confidence' }, 'Decision'],
    ],
    errors.map(({ document, golds, event }) => [
      ...[shortened(document), golds.map(goldPlace).join('; ') || '–'],
      ...[golds.map(goldConcepts).join('; ') || '–', event ? eventPlace(event) : '–'],
      ...[event ? percent(event.probability) : '–', event?.concept ? conceptText(event.concept) : '–'],
      ...[event?.confidence == null ? '–' : percent(event.confidence), event?.decision ?? '–'],
    ]),
  );
}

function goldPlace({ text, start, end }: PlacedGold): string {
  return `${shortened(text)} (${start}–${end})`;
}

function goldConcepts({ kind, concepts, missing }: PlacedGold): string {
  if (kind === 'known') return concepts.map(conceptText).join(' or ');
  if (kind === 'missing') return `not in the ontology: ${missing.map(shortened).join(', ')}`;
  return kind === 'none' ? 'no concept' : 'not normalized';
}

function eventPlace({ text, start, end, type }: PredictedEvent): string {
  return `${shortened(text)} (${start}–${end}, ${type})`;
}
