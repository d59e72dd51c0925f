import type { Encoder } from '../encoder/index.js';
import type { Strategy } from '../learners/index.js';
import type { Snapshot, SnapshotLearner } from '../ontology/index.js';
import { rankLearned, type LearnedParts } from './learned.js';
import type { CheckedMention } from './mention.js';
import { POOLING, rankConcepts, type Match } from './rank.js';
import type { NormalizeContext } from './types.js';

/** What the normalizer tells about its work; the metrics listen. Times in seconds. */
export interface NormalizerObserver {
  phase(phase: 'search', seconds: number): void;
}

export type UsableMention = Extract<CheckedMention, { ok: true }>;

/** How mentions of one request are matched. */
export interface Matching {
  readonly snapshot: Snapshot;
  /** A strategy that learned something comes with its learner. */
  readonly way:
    | { readonly strategy: 'dense' }
    | { readonly strategy: Exclude<Strategy, 'dense'>; readonly learner: SnapshotLearner };
  readonly topK: number;
}

/**
 * Names looked at for each mention, and then for those whose names belong to fewer concepts than were asked for:
 * concepts have up to a hundred names each, which lie close together. Of everyday mentions 64 names are too few for
 * one in eight, 128 for one in a hundred, and a second search costs more than a wider one.
 */
const NAMES_SEARCHED = [128, 512, 4096] as const;
/** Mentions in one search: enough to share the work, few enough that a lone one need not wait long behind it. */
const SEARCHED_AT_ONCE = 32;

/** Concepts for mentions, best first; a group is searched while the next ones are still with the encoder. */
export function createMatcher(encoder: Encoder, observer: NormalizerObserver) {
  return async function match(
    mentions: readonly UsableMention[],
    matching: Matching,
    context: NormalizeContext,
  ): Promise<Match[][]> {
    const groups: UsableMention[][] = [];
    for (let from = 0; from < mentions.length; from += SEARCHED_AT_ONCE) {
      groups.push(mentions.slice(from, from + SEARCHED_AT_ONCE));
    }
    const embedded = encoder.embedGroups(
      groups.map((group) => group.map(({ cleaned }) => cleaned)),
      context,
    );
    const matched = await Promise.all(
      groups.map(async (group, i) => {
        const vectors = (await embedded[i]) ?? new Float32Array(0);
        context.signal.throwIfAborted();
        return matchGroup(group, vectors, matching, observer);
      }),
    );
    return matched.flat();
  };
}

async function matchGroup(
  group: readonly UsableMention[],
  vectors: Float32Array,
  { snapshot, way, topK }: Matching,
  observer: NormalizerObserver,
): Promise<Match[][]> {
  if (way.strategy === 'dense') return nearestConcepts(group, vectors, snapshot, topK, observer);
  const { strategy, learner } = way;
  const forms = group.map(({ form }) => form);
  const [dense, learned] = await Promise.all([
    nearestConcepts(group, vectors, snapshot, topK, observer),
    learner.ask(vectors, forms),
  ]);
  const moved = await nearestConcepts(group, learned.adapted, snapshot, topK, observer);
  return group.map((_, i) => {
    const parts: LearnedParts = {
      dense: dense[i] ?? [],
      metric: moved[i] ?? [],
      classifier: learned.classifier[i] ?? [],
      nearest: learned.nearest[i] ?? [],
      coded: learned.coded[i] ?? [],
    };
    return rankLearned(parts, { strategy, learner, lexicon: snapshot.artefact.lexicon });
  });
}

/** By the names near the vectors, and those that equal the mentions. */
async function nearestConcepts(
  group: readonly UsableMention[],
  vectors: Float32Array,
  { artefact: { index, lexicon }, overlay }: Snapshot,
  topK: number,
  observer: NormalizerObserver,
): Promise<Match[][]> {
  const found: Match[][] = [];
  let few = [...group.keys()];
  for (const names of NAMES_SEARCHED) {
    const started = performance.now();
    const near = await index.search(rowsOf(vectors, few, index.dimension), few.length, names);
    observer.phase('search', (performance.now() - started) / 1000);
    few.forEach((at, place) => {
      const form = group[at]?.form ?? '';
      const rows = near.rows.subarray(place * near.k, (place + 1) * near.k);
      const scores = near.scores.subarray(place * near.k, (place + 1) * near.k);
      found[at] = rankConcepts(lexicon, form, lexicon.exact(form), rows, scores, POOLING, overlay.find(form));
    });
    few = few.filter((at) => (found[at]?.length ?? 0) < topK);
    if (few.length === 0 || index.size <= names) break;
  }
  return found;
}

function rowsOf(vectors: Float32Array, rows: readonly number[], dimension: number): Float32Array {
  const taken = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    taken.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return taken;
}
