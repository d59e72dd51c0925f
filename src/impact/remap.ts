import { setImmediate as breathe } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { CodedEntry } from '../coded-list.js';
import type { Normalizer } from '../normalize/index.js';
import type { Snapshot } from '../ontology/index.js';
import { judge, PROPOSED, type Judgement } from './judge.js';
import type { Versions } from './successors.js';

/** A concept that the new version proposes for a mention. */
export interface Proposal {
  readonly conceptId: string;
  readonly name: string;
  /** Cosine of the best name. */
  /** Null where no name of the concept is near: coded data led to it. */
  readonly similarity: number | null;
  readonly confidence: number | null;
}

/** An entry of a coded list, and what the new version means for it. */
export interface RemappedEntry extends CodedEntry, Judgement {
  /** For what is coded anew, best first; empty for the others. */
  readonly proposals: readonly Proposal[];
}

/** Asks the new version for its best concepts: a list for each mention. */
export type Propose = (
  mentions: readonly string[],
  signal: AbortSignal,
) => Promise<readonly (readonly Proposal[])[]>;

const BATCH = 256;
/** Entries that are judged in one go, during which nothing else is answered. */
const JUDGED_AT_ONCE = 32;
/** Lists repeat their concepts; so many judgements are kept. */
const MOST_JUDGEMENTS = 20_000;
const TOP_K = 3;

/** Proposes what a version that need not be active would answer. */
export function proposeWith(normalizer: Normalizer, snapshot: Snapshot): Propose {
  return async (mentions, signal) => {
    const asked = mentions.map((text, at) => ({ id: String(at), text }));
    const context = { lane: 'bulk' as const, signal };
    const { results } = await normalizer.answer(snapshot, asked, { topK: TOP_K, include: [] }, context);
    return results.map((result) =>
      'error' in result
        ? []
        : result.candidates.map(({ conceptId, name, scores, confidence }) => ({
            ...{ conceptId, name, similarity: scores.dense, confidence },
          })),
    );
  };
}

/**
 * Judges a coded list against the new version, in its order, some entries at a time.
 * @throws the signal's reason when it is aborted; what reading the entries throws
 */
export async function* remap(
  entries: AsyncIterable<CodedEntry>,
  versions: Versions,
  propose: Propose,
  signal: AbortSignal,
): AsyncGenerator<readonly RemappedEntry[], void, undefined> {
  const known = new LRUCache<string, Judgement>({ max: MOST_JUDGEMENTS });
  const judged = (id: string): Judgement => {
    const judgement = known.get(id) ?? judge(id, versions);
    known.set(id, judgement);
    return judgement;
  };
  let batch: CodedEntry[] = [];
  const settle = async (): Promise<readonly RemappedEntry[]> => {
    const taken = batch;
    batch = [];
    const done: (CodedEntry & Judgement)[] = [];
    for (const entry of taken) {
      done.push({ ...entry, ...(entry.conceptId === null ? NONE : judged(entry.conceptId)) });
      if (done.length % JUDGED_AT_ONCE === 0) await breathe();
    }
    const open = done.filter(({ status }) => PROPOSED.includes(status));
    const lists =
      open.length === 0
        ? []
        : await propose(
            open.map(({ mention }) => mention),
            signal,
          );
    const proposals = new Map(open.map((entry, at) => [entry, lists[at] ?? []]));
    await breathe();
    signal.throwIfAborted();
    return done.map((entry) => ({ ...entry, proposals: proposals.get(entry) ?? [] }));
  };
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length === BATCH) yield await settle();
  }
  if (batch.length > 0) yield await settle();
}

const NONE: Judgement = { status: 'none', was: null, now: [], detail: '' };
