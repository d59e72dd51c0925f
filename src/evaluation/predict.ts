import { normalForm } from '../text/index.js';
import { inOrder } from '../in-order.js';
import type { MentionResult, Normalizer } from '../normalize/index.js';
import { NO_OVERLAY, type Snapshot } from '../ontology/index.js';
import type { GoldRow } from './gold.js';
import type { EvaluationSettings } from './manifest.js';
import { nameRank } from './measures/index.js';
import type { Prediction } from './prediction.js';
import { GoldResolver, type ResolvedGolds } from './resolve.js';

/** A row that is measured, with what is right. */
interface Asked {
  readonly row: number;
  readonly gold: GoldRow;
  readonly right: ResolvedGolds;
}

/** What was answered to a row. */
export interface Answered {
  readonly gold: GoldRow;
  readonly prediction: Prediction;
  /** Place of the first name of a right concept among the near names; null where none of them is. */
  readonly nameRank: number | null;
}

/** Mentions that are normalized together, always the same: a multiple of what the encoder shares out at once. */
const TOGETHER = 256;
/** Candidates that are kept of each mention, whatever the k: MRR and mean rank look so far. */
const LEAST_CANDIDATES = 10;
/** Groups under way at once, so that the encoder never waits. */
const GROUPS = 2;

/** Why a row is not measured. */
export type LeftOut = 'other split' | 'gold missing';

/** Whether rows of a split are measured. */
export function measures({ split }: EvaluationSettings, row: Pick<GoldRow, 'split'>): boolean {
  return split === null ? row.split !== 'train' : row.split === split;
}

/**
 * Normalizes the mentions of a gold set in their order.
 * @param onLeftOut told of each row that is not measured
 */
export async function* predict(
  rows: AsyncIterable<GoldRow>,
  snapshotFor: (fold: string | null) => Snapshot,
  normalizer: Normalizer,
  settings: EvaluationSettings,
  signal: AbortSignal,
  onLeftOut: (why: LeftOut) => void,
): AsyncGenerator<readonly Answered[], void, undefined> {
  const { strategy } = settings;
  const options = { topK: Math.max(LEAST_CANDIDATES, ...settings.ks), include: [], strategy };
  const resolver = new GoldResolver(snapshotFor(null).artefact.catalogue);
  yield* inOrder(groupsOf(rows, resolver, settings, onLeftOut), GROUPS, async (asked) => {
    // What people settled for a mention is no achievement of the search.
    const bare = { ...snapshotFor(asked[0]?.gold.fold ?? null), overlay: NO_OVERLAY };
    const mentions = asked.map(({ row, gold }) => ({ id: String(row), text: gold.mention }));
    const context = { lane: 'background', fixed: true, byName: true, signal } as const;
    const { results } = await normalizer.answer(bare, mentions, options, context);
    return asked.map((one, at) => answeredOf(one, results[at]));
  });
}

async function* groupsOf(
  rows: AsyncIterable<GoldRow>,
  resolver: GoldResolver,
  settings: EvaluationSettings,
  onLeftOut: (why: LeftOut) => void,
): AsyncGenerator<readonly Asked[], void, undefined> {
  let group: Asked[] = [];
  let row = -1;
  for await (const gold of rows) {
    row += 1;
    if (!measures(settings, gold)) {
      onLeftOut('other split');
      continue;
    }
    const right = resolver.resolve(gold);
    if (settings.missing === 'exclude' && right.golds.length === 0 && right.missing.length > 0) {
      onLeftOut('gold missing');
      continue;
    }
    // Each fold may have a learner of its own.
    if (settings.learning === 'folds' && group[0] && group[0].gold.fold !== gold.fold) {
      yield group;
      group = [];
    }
    if (group.push({ row, gold, right }) < TOGETHER) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function answeredOf(asked: Asked, result: MentionResult | undefined): Answered {
  const candidates = result && 'byName' in result ? (result.byName ?? []) : [];
  const golds = asked.right.golds.map(({ id }) => id);
  return {
    gold: asked.gold,
    prediction: predictionOf(asked, result),
    nameRank: nameRank({ golds, candidates }),
  };
}

function predictionOf({ row, gold, right }: Asked, result: MentionResult | undefined): Prediction {
  const { line, mention, weight, split, fold, group } = gold;
  const golds = [...right.golds].sort((a, b) => (a.id < b.id ? -1 : 1));
  const asked = { row, line, mention, form: normalForm(mention), weight, split, fold, group };
  const known = { golds, missing: [...right.missing] };
  if (!result || 'error' in result) {
    const error = result?.error.code ?? 'internal';
    return {
      ...{ ...asked, ...known, rank: null, floorRank: null, decision: 'none', confidence: null },
      ...{ error, candidates: [] },
    };
  }
  const ids = new Set(golds.map(({ id }) => id));
  const place = result.candidates.findIndex(({ conceptId }) => ids.has(conceptId));
  const rank = place < 0 ? null : place + 1;
  return {
    ...{ ...asked, ...known, rank },
    // Exact matches come first, so their order is that of a system that knows nothing else.
    floorRank: result.candidates[place]?.source === 'exact' ? rank : null,
    decision: result.decision,
    confidence: result.candidates[0]?.confidence ?? null,
    error: null,
    candidates: result.candidates.map(
      ({ conceptId, name, matchedName, matchedKind, matchedOrigin, source, scores, confidence }) => ({
        ...{ conceptId, name, matchedName, matchedKind, matchedOrigin, source, confidence },
        ...{ dense: scores.dense, pooled: scores.pooled },
      }),
    ),
  };
}
