import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { DocumentOutcome } from './document-outcome.js';
import { readJsonLines } from './json-lines.js';
import { PostPredictionSchema, type PostPrediction } from './post-prediction.js';

const isPrediction = TypeCompiler.Compile(PostPredictionSchema);

/** The predictions of a run over posts, in the order of its documents. @throws Error when the file was altered by hand */
export function readPostPredictions(path: string): AsyncGenerator<PostPrediction, void, undefined> {
  return readJsonLines(path, isPrediction, 'prediction of a post');
}

/** What the measures need of a document. */
export function documentOutcomeOf({
  golds,
  events,
  unplaced,
  adverseEvent,
}: PostPrediction): DocumentOutcome {
  return {
    hasMention: golds.length + unplaced > 0,
    isAdverse: adverseEvent?.label ?? false,
    golds: golds.map(({ start, end, kind, concepts, missing }) => ({
      ...{ start, end, kind },
      // What the ontology does not have is right all the same, and missed.
      concepts: kind === 'missing' ? missing : concepts.map(({ id }) => id),
    })),
    events: events.map(({ start, end, concept, type, mark, counts }) => ({
      ...{ start, end, type, mark, counts, concepts: concept ? [concept.id] : [] },
    })),
  };
}
