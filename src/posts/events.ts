import type { MentionResult } from '../normalize/index.js';
import { decidedMark, markOf } from './marks/index.js';
import type { Span } from './spans.js';
import type { CodedEvent, PostEvent } from './types.js';
import { codePointsAt } from './words.js';

/**
 * Events as the service tells them: with their words, their places in both ways of counting, and their marks.
 * @param spans in the order of the text, without overlap
 */
export function eventsOf(text: string, spans: readonly Span[]): PostEvent[] {
  const points = codePointsAt(
    text,
    spans.flatMap(({ start, end }) => [start, end]),
  );
  return spans.map(({ start, end, type, probability, said }, i) => {
    const { mark, cue } = decidedMark(markOf(text, { start, end }, type), said);
    return {
      start,
      end,
      codePoints: { start: points[2 * i] ?? 0, end: points[2 * i + 1] ?? 0 },
      text: text.slice(start, end),
      type,
      probability,
      mark,
      ...(cue === undefined ? {} : { cue }),
    };
  });
}

const DENIAL = /^(?:(?:no|not|zero|never|without|any|nor)(?: (?:more|any|a|an|one|single))*\s+)+(?=\S)/iu;

/** The words that are normalized for an event: of a denied one what is denied, as "no rash" is no name of a rash. */
export function wordsToCode({ text, mark }: Pick<PostEvent, 'text' | 'mark'>): string {
  return mark === 'negated' ? text.replace(DENIAL, '') : text;
}

/** An event with what its words were normalized to; one that is not reported is for a person to look at. */
export function codedEvent(event: PostEvent, result: MentionResult): CodedEvent {
  if ('error' in result) return { ...event, decision: 'none', candidates: [], error: result.error };
  const { decision, stopped, candidates } = result;
  return {
    ...event,
    decision: event.mark !== 'reported' && decision !== 'none' ? 'review' : decision,
    ...(stopped ? { stopped } : {}),
    candidates,
  };
}
