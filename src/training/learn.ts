import type { Encoder } from '../encoder/index.js';
import { AppError } from '../errors.js';
import {
  CANDIDATES,
  trainInThread,
  type Candidate,
  type HeldBackReport,
  type LearnerData,
} from '../learners/index.js';
import type { Normalizer, UsableMention } from '../normalize/index.js';
import type { Snapshot } from '../ontology/index.js';
import type { CodedMention } from './coded-mentions.js';
import { namesToLearnFrom } from './names.js';
import type { TrainContext } from './service.js';

export interface LearnParts {
  readonly encoder: Encoder;
  readonly normalizer: Normalizer;
}

/** Mentions that are embedded together, always the same. */
const TOGETHER = 256;

/**
 * Learns from coded mentions of a version: its concept rows are the learner's numbers of concepts. The same mentions,
 * version, encoder and seed give the same learner.
 * @throws AppError `learner_invalid` when there is too little to learn from; the signal's reason when it is aborted
 */
export async function learnFrom(
  snapshot: Snapshot,
  coded: readonly CodedMention[],
  seed: number,
  { encoder, normalizer }: LearnParts,
  { signal, onProgress }: TrainContext,
): Promise<{ readonly learner: LearnerData; readonly report: HeldBackReport }> {
  if (coded.length === 0)
    throw new AppError(
      'learner_invalid',
      `No row of the coded set has a concept that ${snapshot.ontology} ${snapshot.version} can propose: choose the ontology that it was coded to, and say which column has the concept’s id (goldId) and which its name (goldName).`,
    );
  const { dimension } = encoder;
  const distinct = [...new Map(coded.map(({ mention }) => [mention.cleaned, mention])).values()];
  const place = new Map(distinct.map(({ cleaned }, i) => [cleaned, i]));
  const vectors = new Float32Array(distinct.length * dimension);
  const dense: (readonly Candidate[])[] = [];
  for (let from = 0; from < distinct.length; from += TOGETHER) {
    const some = distinct.slice(from, from + TOGETHER);
    const context = { lane: 'background', fixed: true, signal } as const;
    vectors.set(
      await encoder.embed(
        some.map(({ cleaned }) => cleaned),
        context,
      ),
      from * dimension,
    );
    dense.push(...(await withoutLearning(some, snapshot, normalizer, signal)));
    onProgress({ phase: 'embed-mentions', done: from + some.length, total: distinct.length });
  }
  const concepts = Int32Array.from(coded, ({ conceptRow }) => conceptRow);
  const mentions = new Float32Array(coded.length * dimension);
  coded.forEach(({ mention }, i) => {
    const at = (place.get(mention.cleaned) ?? 0) * dimension;
    mentions.set(vectors.subarray(at, at + dimension), i * dimension);
  });
  return trainInThread(
    {
      mentions,
      forms: coded.map(({ mention }) => mention.form),
      concepts,
      names: await namesToLearnFrom(snapshot.artefact, new Set(concepts), signal),
      named: coded.map(({ mention }) => snapshot.artefact.lexicon.exact(mention.form).length > 0),
      dense: coded.map(({ mention }) => dense[place.get(mention.cleaned) ?? 0] ?? []),
      ...{ dimension, seed },
    },
    {
      signal,
      progress: (fraction, words) => {
        onProgress({ phase: 'learn', fraction, words });
      },
    },
  );
}

/** What the service proposes for mentions by their meaning alone. */
async function withoutLearning(
  mentions: readonly UsableMention[],
  snapshot: Snapshot,
  normalizer: Normalizer,
  signal: AbortSignal,
): Promise<Candidate[][]> {
  const { catalogue } = snapshot.artefact;
  const { results } = await normalizer.answer(
    snapshot,
    mentions.map(({ text }, i) => ({ id: String(i), text })),
    { topK: CANDIDATES, include: [], strategy: 'dense' },
    { lane: 'background', fixed: true, signal },
  );
  return results.map((result) =>
    'error' in result
      ? []
      : result.candidates.flatMap(({ conceptId, scores }) => {
          const concept = catalogue.concept(conceptId)?.row;
          return concept === undefined || scores.pooled === null ? [] : { concept, score: scores.pooled };
        }),
  );
}
