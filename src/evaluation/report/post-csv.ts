import type { Cell } from '../../csv-file.js';
import { overlap, samePlace } from '../measures/index.js';
import type { PlacedGold, PostPrediction, PredictedEvent } from '../post-prediction.js';

const EVENT = ['start', 'end', 'text', 'type', 'probability', 'mark', 'counts', 'decision'] as const;
const GOLD = ['start', 'end', 'text', 'group', 'kind', 'ids', 'names', 'missing'] as const;

/** Columns of the predictions of posts as CSV; several concepts stand in one field with ` | ` between them. */
export const POST_COLUMNS: readonly string[] = [
  ...['row', 'document', 'split', 'error', 'adverse', 'adverse_probability', 'match'],
  ...EVENT.map((part) => `event_${part}`),
  ...['concept_id', 'concept_name', 'matched_name', 'confidence'],
  ...GOLD.map((part) => `gold_${part}`),
];

/**
 * Lines of a document under `POST_COLUMNS`: its events, each with the gold that fits it best (`match`: exact or overlap),
 * then the golds that stand beside none; one line where there is neither.
 */
export function postCells(prediction: PostPrediction): readonly (readonly Cell[])[] {
  const { row, document, split, error, adverseEvent, events, golds } = prediction;
  const label = adverseEvent === null ? null : adverseEvent.label ? 'yes' : 'no';
  const about = [row, document, split, error, label, adverseEvent?.probability ?? null];
  const pairs = events.map((event) => ({ event, gold: bestOf(event, golds) }));
  const shown = new Set(pairs.map(({ gold }) => gold));
  const others = golds.filter((gold) => !shown.has(gold)).map((gold) => ({ event: null, gold }));
  const all = [...pairs, ...others];
  const lines = all.length > 0 ? all : [{ event: null, gold: null }];
  return lines.map(({ event, gold }) => [
    ...about,
    ...[event && gold ? (samePlace(event, gold) ? 'exact' : 'overlap') : null],
    ...(event ? eventCells(event) : new Array<null>(EVENT.length + 4).fill(null)),
    ...(gold ? goldCells(gold) : new Array<null>(GOLD.length).fill(null)),
  ]);
}

function bestOf(event: PredictedEvent, golds: readonly PlacedGold[]): PlacedGold | null {
  return golds.find((gold) => samePlace(event, gold)) ?? golds.find((gold) => overlap(event, gold)) ?? null;
}

function eventCells(event: PredictedEvent): readonly Cell[] {
  const { start, end, text, type, probability, mark, counts, decision, concept, matchedName, confidence } =
    event;
  return [
    ...[start, end, text, type, probability, mark, counts ? 'yes' : 'no', decision],
    ...[concept?.id ?? null, concept?.name ?? null, matchedName, confidence],
  ];
}

function goldCells({ start, end, text, group, kind, concepts, missing }: PlacedGold): readonly Cell[] {
  const joined = (texts: readonly string[]): string => texts.join(' | ');
  return [
    ...[start, end, text, group, kind],
    ...[joined(concepts.map(({ id }) => id)), joined(concepts.map(({ name }) => name)), joined(missing)],
  ];
}
