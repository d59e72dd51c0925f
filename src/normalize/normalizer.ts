import { AppError } from '../errors.js';
import { inSlices } from '../in-slices.js';
import type { Encoder } from '../encoder/index.js';
import { namesOf, pathsUp, type LiveOntologies, type Snapshot } from '../ontology/index.js';
import type { Confidence } from './calibration.js';
import { decide } from './decide.js';
import { createMatcher, NOTHING, type Matched, type NormalizerObserver } from './matcher.js';
import { asSearched, checkMention, type UsableMention } from './mention.js';
import { isCertain, type Match } from './rank.js';
import { warningsOf, wayOf } from './strategy.js';
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

/** The way of a mention: clean, exact, dense, merge to concepts, decide; all on one generation. */
export function createNormalizer(parts: NormalizerParts): Normalizer {
  const { live, encoder } = parts;
  const match = createMatcher(encoder, parts.observer);

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
    const way = wayOf(snapshot, options.strategy);
    const isKnown = (form: string): boolean => isNameOrSettled(snapshot, form);
    const checked = mentions
      .map((mention) => checkMention(mention, parts.maxMentionChars))
      .map((mention) => (mention.ok ? asSearched(mention, isKnown) : mention));
    const usable = checked.filter((mention) => mention.ok).filter((mention) => !isStopped(snapshot, mention));
    const byName = context.byName === true;
    const matched = await match(usable, { snapshot, way, topK: options.topK, byName }, context);
    const matchedOf = new Map(usable.map((mention, i) => [mention, matched[i] ?? NOTHING]));
    const results = await inSlices(
      checked,
      (mention): MentionResult =>
        mention.ok
          ? resultOf(snapshot, mention, matchedOf.get(mention) ?? NOTHING, { ...options, byName })
          : { id: mention.id, error: mention.error },
      context.signal,
    );
    const { manifest } = snapshot.artefact;
    return {
      generation: snapshot.generation,
      ontology: snapshot.ontology,
      version: snapshot.version,
      encoder: encoder.id,
      artefact: `sha256:${manifest.hash}`,
      strategy: way.strategy,
      learner: way.learner?.id ?? null,
      results,
      warnings: warningsOf(snapshot),
    };
  }

  function resultOf(
    snapshot: Snapshot,
    mention: UsableMention,
    { matches, further, named, byName }: Matched,
    { topK, minSimilarity = -1, include, byName: told }: NormalizeOptions & { readonly byName: boolean },
  ): MentionResult {
    const kept = [...matches, ...further]
      .filter((found) => (found.dense ?? -1) >= minSimilarity)
      .slice(0, topK);
    const [best] = kept;
    const { lexicon } = snapshot.artefact;
    const confidences = confidencesOf(kept, named);
    const decision = decide(
      mention.cleaned,
      best && {
        source: best.source,
        similarity: best.dense ?? 0,
        confidence: confidences[0] ?? null,
        margin: (best.pooled ?? 0) - (bestOther(best, named) ?? -Infinity),
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
      ...(told ? { byName: byName.map((row) => lexicon.concept(row).id) } : {}),
    };
  }

  /** Of the kept ones, told from all that names alone come to; what people settled is no matter of probability. */
  function confidencesOf(kept: readonly Match[], named: readonly Match[]): (number | null)[] {
    const { confidence } = parts;
    return kept.map((own) => {
      if (own.learned) return own.learned.confidence;
      if (own.source === 'override' || !confidence || own.pooled === null) return null;
      return confidence(own.pooled, bestOther(own, named));
    });
  }

  return { normalize, answer };
}

/** What the best concept but this one reaches by its names; undefined where there is no other. */
function bestOther({ conceptRow }: Match, named: readonly Match[]): number | undefined {
  const others = named
    .filter((other) => other.conceptRow !== conceptRow)
    .flatMap(({ pooled }) => pooled ?? []);
  return others.length === 0 ? undefined : Math.max(...others);
}

function isNameOrSettled({ artefact, overlay }: Snapshot, form: string): boolean {
  return artefact.lexicon.exact(form).length > 0 || overlay.find(form) !== undefined;
}

function isStopped(snapshot: Snapshot, mention: UsableMention): boolean {
  return snapshot.overlay.find(mention.form)?.kind === 'stop';
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
    confidence: rounded(confidence),
    matchedName: found.name.text,
    matchedKind: found.name.kind,
    matchedOrigin: found.name.origin,
    ...(found.name.code === undefined ? {} : { matchedCode: found.name.code }),
    source: found.source,
    scores: {
      ...{ dense: rounded(found.dense), lexical: rounded(found.lexical), pooled: rounded(found.pooled) },
      ...(found.learned && {
        classifier: rounded(found.learned.classifier),
        nearest: rounded(found.learned.nearest),
      }),
    },
    ...(include.includes('hierarchy') && { hierarchy: pathsUp(catalogue, found.conceptRow) }),
    ...(include.includes('definition') && {
      definition: catalogue.conceptAt(found.conceptRow)?.definition ?? null,
    }),
    ...(include.includes('names') && { names: namesOf(catalogue, found.conceptRow) }),
  };
}

/** Four places: what int8 inference repeats reliably. */
function rounded(score: number): number;
function rounded(score: number | null): number | null;
function rounded(score: number | null): number | null {
  return score === null ? null : Math.round(score * 10_000) / 10_000;
}
