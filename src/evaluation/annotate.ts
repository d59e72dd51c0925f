import { inOrder } from '../in-order.js';
import type { Snapshot } from '../ontology/index.js';
import { NO_OVERLAY } from '../ontology/index.js';
import type { AnnotatedPost, CodedEvent, Posts, RefusedPost } from '../posts/index.js';
import type { GoldDocument } from './gold.js';
import type { EvaluationSettings } from './manifest.js';
import { openGolds, type DocumentGolds } from './post-golds.js';
import type { PostPrediction, PredictedEvent } from './post-prediction.js';
import { measures } from './predict.js';

/** A document that is measured, with what stands in it. */
interface Asked {
  readonly row: number;
  readonly document: GoldDocument;
  readonly golds: DocumentGolds;
}

/** Documents that are worked on together, always the same ones: so many at most, and so much text. */
const TOGETHER = 64;
const CHARACTERS = 65_536;
/** Groups under way at once, so that the models never wait. */
const GROUPS = 2;
const NO_GOLDS: DocumentGolds = { placed: [], unplaced: 0 };

/**
 * Finds and codes the events of a gold set's documents, in their order.
 * @param golds by document; those of each document that comes by are taken out
 */
export async function* annotateDocuments(
  documents: AsyncIterable<GoldDocument>,
  golds: Map<string, DocumentGolds>,
  snapshot: Snapshot,
  posts: Pick<Posts, 'answer'>,
  settings: EvaluationSettings,
  signal: AbortSignal,
): AsyncGenerator<readonly PostPrediction[], void, undefined> {
  // What people settled for a mention is no achievement of the search.
  const bare = { ...snapshot, overlay: NO_OVERLAY };
  const options = { topK: 1, include: [], strategy: settings.strategy };
  const context = { lane: 'background', fixed: true, signal } as const;
  yield* inOrder(groupsOf(documents, golds, settings), GROUPS, async (asked) => {
    const texts = asked.map(({ row, document }) => ({ id: String(row), text: document.text }));
    const { results } = await posts.answer(bare, texts, options, context);
    return asked.map((one, at) => predictionOf(one, results[at], settings));
  });
}

async function* groupsOf(
  documents: AsyncIterable<GoldDocument>,
  golds: Map<string, DocumentGolds>,
  settings: EvaluationSettings,
): AsyncGenerator<readonly Asked[], void, undefined> {
  let group: Asked[] = [];
  let characters = 0;
  let row = -1;
  for await (const document of documents) {
    row += 1;
    const own = golds.get(document.id) ?? NO_GOLDS;
    golds.delete(document.id);
    if (!measures(settings, document)) continue;
    group.push({ row, document, golds: own });
    characters += document.text.length;
    if (group.length < TOGETHER && characters < CHARACTERS) continue;
    yield group;
    group = [];
    characters = 0;
  }
  if (group.length > 0) yield group;
}

function predictionOf(
  { row, document, golds }: Asked,
  result: AnnotatedPost | RefusedPost | undefined,
  { marks }: EvaluationSettings,
): PostPrediction {
  const asked = {
    ...{ row, document: document.id, split: document.split, unplaced: golds.unplaced },
    golds: [...golds.placed, ...openGolds(document)].sort((a, b) => a.start - b.start || a.end - b.end),
  };
  if (!result || 'error' in result)
    return { ...asked, error: result?.error.code ?? 'internal', adverseEvent: null, events: [] };
  return {
    ...{ ...asked, error: null },
    adverseEvent: { ...result.classification.adverseEvent },
    events: result.events.map((event) => eventOf(event, marks)),
  };
}

function eventOf(event: CodedEvent, marks: EvaluationSettings['marks']): PredictedEvent {
  const { start, end, text, type, probability, mark, decision, candidates } = event;
  const [first] = candidates;
  return {
    ...{ start, end, text, type, probability, mark, decision },
    counts: decision !== 'none' && (marks === 'all' || mark === 'reported'),
    concept: first ? { id: first.conceptId, name: first.name } : null,
    matchedName: first?.matchedName ?? null,
    confidence: first?.confidence ?? null,
  };
}
