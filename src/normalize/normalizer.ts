import { AppError } from '../errors.js';
import type { Encoder } from '../encoder/index.js';
import { namesOf, pathsUp, type LiveOntologies, type Snapshot } from '../ontology/index.js';
import type { Confidence } from './calibration.js';
import { decide } from './decide.js';
import { checkMention, type CheckedMention } from './mention.js';
import { isCertain, POOLING, rankConcepts, type Match } from './rank.js';
import type {
  Candidate,
  Include,
  Mention,
  MentionResult,
  NormalizeAnswer,
  NormalizeContext,
  NormalizeOptions,
  Normalizer,
} from './types.js';

/** What the normalizer tells about its work; the metrics listen. Times in seconds. */
export interface NormalizerObserver {
  phase(phase: 'search', seconds: number): void;
}

export interface NormalizerParts {
  readonly live: LiveOntologies;
  readonly encoder: Encoder;
  /** The encoder's calibration, where it has one. */
  readonly confidence: Confidence | undefined;
  /** Why an ontology that has no snapshot does not answer. */
  readonly absence: (ontology: string) => AppError;
  /** Whether a version is registered. */
  readonly hasVersion: (ontology: string, version: string) => Promise<boolean>;
  readonly defaultOntology: string;
  readonly maxMentionChars: number;
  readonly observer: NormalizerObserver;
}

/**
 * Names looked at for each mention, and then for those whose names belong to fewer concepts than were asked for:
 * concepts have up to a hundred names each, which lie close together. Of everyday mentions 64 names are too few for
 * one in eight, 128 for one in a hundred, and a second search costs more than a wider one.
 */
const NAMES_SEARCHED = [128, 512, 4096] as const;
/** Mentions in one search: enough to share the work, few enough that a lone one need not wait long behind it. */
const SEARCHED_AT_ONCE = 32;

type Checked = Extract<CheckedMention, { ok: true }>;

/** The way of a mention: clean, exact, dense, merge to concepts, decide; all on one generation. */
export function createNormalizer(parts: NormalizerParts): Normalizer {
  const { live, encoder, observer } = parts;

  async function normalize(
    mentions: readonly Mention[],
    options: NormalizeOptions,
    context: NormalizeContext,
  ): Promise<NormalizeAnswer> {
    const ontology = options.ontology ?? parts.defaultOntology;
    const lease = live.lease(ontology);
    if (!lease) throw parts.absence(ontology);
    try {
      const { snapshot } = lease;
      if (options.version !== undefined && options.version !== snapshot.version) {
        throw await otherVersion(snapshot, options.version);
      }
      return await answer(snapshot, mentions, options, context);
    } finally {
      lease.release();
    }
  }

  async function otherVersion(snapshot: Snapshot, version: string): Promise<AppError> {
    const { ontology, version: active } = snapshot;
    return (await parts.hasVersion(ontology, version))
      ? new AppError(
          'version_not_loaded',
          `${ontology} answers with version ${active}; ${version} is registered, but not active.`,
        )
      : new AppError('version_not_found', `${ontology} has no version "${version}"; ${active} is active.`);
  }

  async function answer(
    snapshot: Snapshot,
    mentions: readonly Mention[],
    options: NormalizeOptions,
    context: NormalizeContext,
  ): Promise<NormalizeAnswer> {
    const checked = mentions.map((mention) => checkMention(mention, parts.maxMentionChars));
    const usable = checked.filter((mention) => mention.ok).filter((mention) => !isStopped(snapshot, mention));
    const matches = await match(snapshot, usable, options.topK, context);
    const matchesOf = new Map(usable.map((mention, i) => [mention, matches[i] ?? []]));
    const { manifest } = snapshot.artefact;
    return {
      generation: snapshot.generation,
      ontology: snapshot.ontology,
      version: snapshot.version,
      encoder: encoder.id,
      artefact: `sha256:${manifest.hash}`,
      results: checked.map((mention) =>
        mention.ok
          ? resultOf(snapshot, mention, matchesOf.get(mention) ?? [], options)
          : { id: mention.id, error: mention.error },
      ),
      warnings:
        manifest.counts.embedded < manifest.counts.names
          ? [
              'Lay names are still being prepared: they match exactly, but are not searched by meaning yet. /readyz shows how far it is.',
            ]
          : [],
    };
  }

  async function match(
    snapshot: Snapshot,
    mentions: readonly Checked[],
    topK: number,
    context: NormalizeContext,
  ): Promise<Match[][]> {
    const { overlay } = snapshot;
    const { index, lexicon } = snapshot.artefact;
    const groups: Checked[][] = [];
    for (let from = 0; from < mentions.length; from += SEARCHED_AT_ONCE) {
      groups.push(mentions.slice(from, from + SEARCHED_AT_ONCE));
    }
    const rank = async (
      group: readonly Checked[],
      vectors: Float32Array,
      names: number,
    ): Promise<Match[][]> => {
      const started = performance.now();
      const near = await index.search(vectors, group.length, names);
      observer.phase('search', (performance.now() - started) / 1000);
      return group.map(({ form }, i) => {
        const rows = near.rows.subarray(i * near.k, (i + 1) * near.k);
        const scores = near.scores.subarray(i * near.k, (i + 1) * near.k);
        return rankConcepts(lexicon, form, lexicon.exact(form), rows, scores, POOLING, overlay.find(form));
      });
    };
    // A group is searched while the next ones are still with the encoder.
    const embedded = encoder.embedGroups(
      groups.map((group) => group.map(({ cleaned }) => cleaned)),
      context,
    );
    const ranked = await Promise.all(
      groups.map(async (group, i) => {
        const vectors = (await embedded[i]) ?? new Float32Array(0);
        context.signal.throwIfAborted();
        const found: Match[][] = [];
        let few = [...group.keys()];
        for (const names of NAMES_SEARCHED) {
          const matches = await rank(
            few.flatMap((at) => group[at] ?? []),
            rowsOf(vectors, few, index.dimension),
            names,
          );
          few.forEach((at, place) => {
            found[at] = matches[place] ?? [];
          });
          few = few.filter((at) => (found[at]?.length ?? 0) < topK);
          if (few.length === 0 || index.size <= names) break;
        }
        return found;
      }),
    );
    return ranked.flat();
  }

  function resultOf(
    snapshot: Snapshot,
    mention: Checked,
    matches: readonly Match[],
    { topK, minSimilarity = -1, include }: NormalizeOptions,
  ): MentionResult {
    const kept = matches.filter((found) => found.dense >= minSimilarity).slice(0, topK);
    const [best] = kept;
    const { lexicon } = snapshot.artefact;
    const confidences = confidencesOf(kept, matches);
    const decision = decide(
      mention.cleaned,
      best && {
        source: best.source,
        similarity: best.dense,
        confidence: confidences[0] ?? null,
        certain: best.source === 'exact' && isCertain(lexicon, mention.cleaned, lexicon.exact(mention.form)),
        lay: best.name.kind === 'lay',
      },
      snapshot.thresholds,
    );
    return {
      id: mention.id,
      text: mention.text,
      cleaned: mention.cleaned,
      decision,
      ...(isStopped(snapshot, mention) ? { stopped: true } : {}),
      candidates: kept.map((found, i) =>
        candidateOf(snapshot, found, i + 1, confidences[i] ?? null, include),
      ),
    };
  }

  /** Of the kept ones, told from all that were found; what people settled is no matter of probability. */
  function confidencesOf(kept: readonly Match[], all: readonly Match[]): (number | null)[] {
    const { confidence } = parts;
    if (!confidence) return [];
    return kept.map((own) => {
      if (own.source === 'override') return null;
      const others = all.filter((other) => other !== own).map(({ pooled }) => pooled);
      return confidence(own.pooled, others.length === 0 ? undefined : Math.max(...others));
    });
  }

  return { normalize, answer };
}

function isStopped(snapshot: Snapshot, mention: Checked): boolean {
  return snapshot.overlay.find(mention.form)?.kind === 'stop';
}

function rowsOf(vectors: Float32Array, rows: readonly number[], dimension: number): Float32Array {
  const taken = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    taken.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return taken;
}

function candidateOf(
  snapshot: Snapshot,
  found: Match,
  rank: number,
  confidence: number | null,
  include: readonly Include[],
): Candidate {
  const { lexicon, catalogue } = snapshot.artefact;
  const concept = lexicon.concept(found.conceptRow);
  return {
    rank,
    conceptId: concept.id,
    name: concept.name,
    confidence: confidence === null ? null : rounded(confidence),
    matchedName: found.name.text,
    matchedKind: found.name.kind,
    matchedOrigin: found.name.origin,
    ...(found.name.code === undefined ? {} : { matchedCode: found.name.code }),
    source: found.source,
    scores: { dense: rounded(found.dense), lexical: rounded(found.lexical), pooled: rounded(found.pooled) },
    ...(include.includes('hierarchy') && { hierarchy: pathsUp(catalogue, found.conceptRow) }),
    ...(include.includes('definition') && {
      definition: catalogue.conceptAt(found.conceptRow)?.definition ?? null,
    }),
    ...(include.includes('names') && { names: namesOf(catalogue, found.conceptRow) }),
  };
}

/** Four places: what int8 inference repeats reliably. */
function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
