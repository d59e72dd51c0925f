import type { Encoder } from '../encoder/index.js';
import { inSlices } from '../in-slices.js';
import { CANDIDATES, type Strategy } from '../learners/index.js';
import type { Settled, Snapshot, SnapshotLearner } from '../ontology/index.js';
import { rankLearned, type LearnedParts } from './learned.js';
import type { UsableMention } from './mention.js';
import {
  conceptsByName,
  nearNames,
  withoutLent,
  POOLING,
  rankConcepts,
  type Match,
  type NearNames,
} from './rank.js';
import type { NormalizeContext } from './types.js';

/** What the normalizer tells about its work; the metrics listen. Times in seconds. */
export interface NormalizerObserver {
  phase(phase: 'search', seconds: number): void;
}

/** How mentions of one request are matched. */
export interface Matching {
  readonly snapshot: Snapshot;
  /** A strategy that learned something comes with its learner; beside `dense` a learner knows what was coded before. */
  readonly way:
    | { readonly strategy: 'dense'; readonly learner: SnapshotLearner | null }
    | { readonly strategy: Exclude<Strategy, 'dense'>; readonly learner: SnapshotLearner };
  readonly topK: number;
  /** Whether the concepts are also told name by name. */
  readonly byName?: boolean;
}

/** What is found for a mention. */
export interface Matched {
  /** Concepts of the names that were looked at first, best first. */
  readonly matches: readonly Match[];
  /** Concepts that a wider search found, best first, to fill up what was asked for. */
  readonly further: readonly Match[];
  /** The first by names alone, whatever the strategy. */
  readonly named: readonly Match[];
  /** The concept of each near name, best name first, whatever the strategy; empty where it is not asked for. */
  readonly byName: readonly number[];
}

export const NOTHING: Matched = { matches: [], further: [], named: [], byName: [] };

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
  ): Promise<Matched[]> {
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
        return matchGroup(group, vectors, matching, observer, context.signal);
      }),
    );
    return matched.flat();
  };
}

async function matchGroup(
  group: readonly UsableMention[],
  vectors: Float32Array,
  matching: Matching,
  observer: NormalizerObserver,
  signal: AbortSignal,
): Promise<Matched[]> {
  const { snapshot, way } = matching;
  const { strategy, learner } = way;
  if (!learner) return nearestConcepts(group, vectors, matching, observer, signal);
  const forms = group.map(({ form }) => form);
  const [dense, learned] = await Promise.all([
    nearestConcepts(group, vectors, matching, observer, signal),
    learner.ask(vectors, forms),
  ]);
  const isLearned = (i: number): boolean => strategy !== 'dense' || (learned.coded[i] ?? []).length > 0;
  if (!group.some((_, i) => isLearned(i))) return dense;
  const moved = await conceptsAsMoved(group, learned.adapted, matching, observer, signal);
  return group.map((_, i) => {
    const byNames = dense[i] ?? NOTHING;
    if (!isLearned(i)) return byNames;
    const parts: LearnedParts = {
      dense: byNames.matches,
      metric: moved[i] ?? [],
      classifier: learned.classifier[i] ?? [],
      nearest: learned.nearest[i] ?? [],
      coded: learned.coded[i] ?? [],
    };
    const matches = rankLearned(parts, { strategy, learner, lexicon: snapshot.artefact.lexicon });
    return { ...byNames, matches, further: without(byNames.further, matches) };
  });
}

/** By the names near the vectors, and those that equal the mentions. */
async function nearestConcepts(
  group: readonly UsableMention[],
  vectors: Float32Array,
  matching: Matching,
  observer: NormalizerObserver,
  signal: AbortSignal,
): Promise<Matched[]> {
  const { snapshot, topK, byName = false } = matching;
  const { lexicon } = snapshot.artefact;
  const found: Matched[] = [];
  const look = (at: number, names: NearNames, settled: Settled | undefined): boolean => {
    const ranked = rankConcepts(lexicon, names, POOLING, settled);
    const first = found[at]?.matches;
    found[at] = {
      matches: first ?? ranked,
      named: first ?? ranked,
      further: first ? without(ranked, first) : [],
      byName: byName ? conceptsByName(lexicon, names) : [],
    };
    return foundFor(found[at]) >= topK;
  };
  await searchWider(group, vectors, matching, look, observer, signal);
  return found;
}

/**
 * By names near the vectors as learning moved them. It never saw names that near concepts lend, so these are left out,
 * and where they crowd out the others more names are looked at.
 */
async function conceptsAsMoved(
  group: readonly UsableMention[],
  vectors: Float32Array,
  matching: Matching,
  observer: NormalizerObserver,
  signal: AbortSignal,
): Promise<(readonly Match[])[]> {
  const { lexicon } = matching.snapshot.artefact;
  const found: (readonly Match[])[] = [];
  const look = (at: number, names: NearNames, settled: Settled | undefined): boolean => {
    const own = withoutLent(lexicon, names);
    const ranked = rankConcepts(lexicon, own, POOLING, settled);
    found[at] = ranked;
    const enough = Math.min(names.near.length, NAMES_SEARCHED[0]);
    return own.near.length >= enough || ranked.length >= CANDIDATES;
  };
  await searchWider(group, vectors, matching, look, observer, signal);
  return found;
}

/**
 * Looks at the names near each mention's vector, and at more of them until that is enough.
 * @param look is told the mention's place, and says whether it is
 */
async function searchWider(
  group: readonly UsableMention[],
  vectors: Float32Array,
  { snapshot }: Matching,
  look: (at: number, names: NearNames, settled: Settled | undefined) => boolean,
  observer: NormalizerObserver,
  signal: AbortSignal,
): Promise<void> {
  const { artefact, overlay } = snapshot;
  const { index, lexicon } = artefact;
  let few = [...group.keys()];
  for (const names of NAMES_SEARCHED) {
    const started = performance.now();
    const near = await index.search(rowsOf(vectors, few, index.dimension), few.length, names);
    observer.phase('search', (performance.now() - started) / 1000);
    const enough = await inSlices(
      few.entries(),
      ([place, at]) => {
        const form = group[at]?.form ?? '';
        const rows = near.rows.subarray(place * near.k, (place + 1) * near.k);
        const scores = near.scores.subarray(place * near.k, (place + 1) * near.k);
        return look(at, nearNames(lexicon, form, rows, scores), overlay.find(form));
      },
      signal,
    );
    few = few.filter((_, place) => !enough[place]);
    if (few.length === 0 || index.size <= names) return;
  }
}

function foundFor({ matches, further }: Matched): number {
  return matches.length + further.length;
}

/** Those whose concepts are not among `known`. */
function without(matches: readonly Match[], known: readonly Match[]): Match[] {
  const rows = new Set(known.map(({ conceptRow }) => conceptRow));
  return matches.filter(({ conceptRow }) => !rows.has(conceptRow));
}

function rowsOf(vectors: Float32Array, rows: readonly number[], dimension: number): Float32Array {
  const taken = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    taken.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return taken;
}
