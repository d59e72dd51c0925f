import type { PostOutcome } from './backends/post-backend.js';

/** A post with where it stood. */
export interface NumberedPost {
  /** The first is 1; the header of a file is not counted. */
  readonly number: number;
  /** Its own id, else its number. */
  readonly id: string;
  readonly text: unknown;
}

/** The columns of a file of events. */
export const EVENT_COLUMNS = [
  ...['post', 'id', 'adverse_event', 'adverse_probability'],
  ...['start', 'end', 'code_point_start', 'code_point_end', 'text', 'type', 'probability', 'mark', 'cue'],
  ...['decision', 'concept_id', 'concept_name', 'confidence', 'similarity', 'error'],
] as const;

type Cell = string | number | boolean | null;

/**
 * The rows of a post under `EVENT_COLUMNS`: one for each event, one with the error of a post that has one. A post that
 * reports an adverse event of which no words were found has a row without an event, so that it is not lost to a reader.
 */
export function eventRows({ number, id }: NumberedPost, outcome: PostOutcome): Cell[][] {
  if ('error' in outcome) {
    const cells = Array<Cell>(EVENT_COLUMNS.length - 3).fill(null);
    return [[number, id, ...cells, `${outcome.error.code}: ${outcome.error.detail}`]];
  }
  const { label, probability } = outcome.classification.adverseEvent;
  if (label && outcome.events.length === 0) {
    const cells = Array<Cell>(EVENT_COLUMNS.length - 4).fill(null);
    return [[number, id, label, probability, ...cells]];
  }
  return outcome.events.map((event) => {
    const [best] = event.candidates;
    const { start, end, codePoints } = event;
    return [
      ...[number, id, label, probability],
      ...[start, end, codePoints.start, codePoints.end],
      ...[event.text, event.type, event.probability, event.mark, event.cue ?? null],
      event.decision,
      ...(best ? [best.conceptId, best.name, best.confidence, best.scores.dense] : [null, null, null, null]),
      event.error ? `${event.error.code}: ${event.error.detail}` : null,
    ];
  });
}
